import { randomUUID } from "node:crypto";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { readReleaseState } from "../github/release-files.ts";
import { orRefused } from "../http/lock-refusal.ts";
import { judgePerson } from "../people/judge.ts";
import { lockLength } from "../requests/lock-length.ts";
import { lockTarget, unlockTarget } from "../requests/lock.ts";
import type { World } from "../world.ts";
import { lineIn, type Sent } from "./asking.ts";
import type { Visit } from "./visit.ts";

/** The page says that nothing has changed. */
const STATUSES = { notAllowed: 409, inVain: 409 } as const;

/** What the form "Lock" asks for. @returns the target's page @throws HttpProblem 400 */
export async function lock(world: World, visit: Visit, { target, form }: Sent): Promise<string> {
  const reason = lineIn(form, "reason");
  if (reason === "") {
    throw new HttpProblem(
      400,
      "The lock has no reason, and whoever is held by it will want to know: write one.",
    );
  }
  const length = lineIn(form, "for");
  const forMs = lockLength(length);
  if (length !== "" && forMs === undefined) {
    throw new HttpProblem(400, `"${length}" is no length of time: write one such as 30m, 2h or 3d.`);
  }
  const { state, asker } = await askerOf(world, visit, target);
  await orRefused({ ...STATUSES, what: "locked" }, () =>
    lockTarget(world, state, { ...asker, reason, forMs }),
  );
  return `/configs/${targetKey(target)}`;
}

/** What the form "Unlock" asks for. @returns the target's page */
export async function unlock(world: World, visit: Visit, { target }: Sent): Promise<string> {
  const { state, asker } = await askerOf(world, visit, target);
  await orRefused({ ...STATUSES, what: "unlocked" }, () => unlockTarget(world, state, asker));
  return `/configs/${targetKey(target)}`;
}

async function askerOf(world: World, { session: { account } }: Visit, target: Target) {
  const state = await readReleaseState(world.github, world.settings.releases);
  const judge = () => judgePerson(world, state, { target, account, job: undefined, approvers: [] });
  return { state, asker: { target, key: `page ${randomUUID()}`, judge } };
}
