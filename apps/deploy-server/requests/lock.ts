import { createHash } from "node:crypto";
import { refusal } from "../../../lib/deploys/permission.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import { commitToBranch } from "../../../lib/github/branch/commit-to-branch.ts";
import { locksPath, parseLocks, type Lock } from "../../../lib/releases/documents/locks.ts";
import { oneLine } from "../../../lib/releases/history/commit-message.ts";
import { withLock, withoutLocks } from "../../../lib/releases/rules/edit-locks.ts";
import { step } from "../../../lib/store/step.ts";
import { isoTime } from "../clock.ts";
import type { ReleaseState } from "../github/release-files.ts";
import type { Judged } from "../people/judge.ts";
import { Rejected } from "../rejected.ts";
import { forgetReleaseState } from "../targets/release-state.ts";
import type { World } from "../world.ts";
import { targetFault } from "./target-fault.ts";

/** Who wants a target locked or unlocked, by which message or call. */
export interface LockAsker {
  readonly target: Target;
  /** What the sender calls the message, the same each time it comes. */
  readonly key: string;
  /** Finds out who that is, and what the rules say to a deploy of theirs there. */
  readonly judge: () => Promise<Judged>;
}

/** The code of what is rejected because the rules refuse whoever asks. */
export const NOT_ALLOWED = "not allowed";

/** How the locks change. @returns a sentence where they cannot */
type Edit = (locks: readonly Lock[], owner: string, at: string) => readonly Lock[] | string;

/**
 * Locks a target for everybody, its owner too, in one commit of the release repository.
 * @param forMs milliseconds; undefined: until it is unlocked
 * @throws Rejected where it is locked already, whoever asks may not deploy there, or the same was asked before and its lock
 * has ended
 */
export async function lockTarget(
  world: World,
  state: ReleaseState,
  { reason, forMs, ...asker }: LockAsker & { readonly reason: string; readonly forMs: number | undefined },
): Promise<Lock> {
  const { target } = asker;
  const made = { ...target, reason };
  const changed = await editLocks(world, state, {
    ...asker,
    headline: `lock(${target.config}): ${target.channel}`,
    because: reason,
    edit: (locks, owner, at) => {
      const until = forMs === undefined ? {} : { until: later(at, forMs) };
      return withLock(locks, { ...made, owner, at, ...until });
    },
  });
  const own = changed.find(({ config, channel }) => config === target.config && channel === target.channel);
  if (own?.reason === reason) return own;
  const place = `${target.config} in ${target.channel}`;
  throw new Rejected("locks", `${place} was locked by this before, and that lock has ended: ask anew`);
}

/** Takes a target's own locks away. @throws Rejected where it has none, or whoever asks may not deploy there */
export async function unlockTarget(world: World, state: ReleaseState, asker: LockAsker): Promise<void> {
  const { target } = asker;
  await editLocks(world, state, {
    ...asker,
    headline: `unlock(${target.config}): ${target.channel}`,
    edit: (locks, _owner, at) => withoutLocks(locks, target, at),
  });
}

/** @returns the locks after it */
async function editLocks(
  world: World,
  state: ReleaseState,
  {
    target,
    key,
    judge,
    headline,
    because,
    edit,
  }: LockAsker & { readonly headline: string; readonly because?: string; readonly edit: Edit },
): Promise<readonly Lock[]> {
  const fault = targetFault(state.config, target);
  if (fault !== undefined) throw new Rejected("no target", fault.says);
  const { account, verdicts } = await step("lock.judge", () => judge());
  const refused = refusal(verdicts);
  if (refused !== undefined || account === undefined) {
    throw new Rejected(NOT_ALLOWED, refused?.says ?? "nobody knows who asks");
  }
  const { repository: name, branch, database } = world.settings.releases;
  const path = locksPath(database);
  const trailer = `Lock-Asked: ${createHash("sha256").update(key).digest("hex").slice(0, 40)}`;
  const repository = await step("lock.repository", () => world.github.at(name));
  const { result } = await step("lock.commit", () =>
    commitToBranch(repository, {
      branch,
      paths: [path],
      markers: [trailer],
      isRepeated: true,
      decide: (files, { earlier }) => {
        const locks = parseLocks(files.get(path), path);
        if (earlier !== undefined) return { result: locks };
        const changed = edit(locks, account.login, isoTime(world.clock));
        if (typeof changed === "string") throw new Rejected("locks", changed);
        const reason = because === undefined ? [] : [oneLine(`Reason: ${because}`)];
        const body = [trailer, ...reason, `Released-By: ${account.login}`].join("\n");
        return {
          result: changed,
          content: { headline, body, files: new Map([[path, textOf(files.get(path), changed)]]) },
        };
      },
    }),
  );
  forgetReleaseState(world);
  return result;
}

/** The file with other locks; its `$schema`, for editors, stays. */
function textOf(before: string | undefined, locks: readonly Lock[]): string {
  const around: object = before === undefined ? { version: 1 } : JSON.parse(before);
  return `${JSON.stringify({ ...around, locks }, undefined, 2)}\n`;
}

function later(at: string, ms: number): string {
  return new Date(Date.parse(at) + ms).toISOString().replace(/\.\d+Z$/, "Z");
}
