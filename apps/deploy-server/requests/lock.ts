import { createHash } from "node:crypto";
import { refusal } from "../../../lib/deploys/permission.ts";
import { commitToBranch } from "../../../lib/github/branch/commit-to-branch.ts";
import { locksPath, parseLocks, type Lock } from "../../../lib/releases/documents/locks.ts";
import { oneLine } from "../../../lib/releases/history/commit-message.ts";
import { withLock, withoutLocks } from "../../../lib/releases/rules/edit-locks.ts";
import { step } from "../../../lib/store/step.ts";
import { isoTime } from "../clock.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { judgeAsker, type Asker } from "../people/judge.ts";
import { Rejected } from "../rejected.ts";
import type { World } from "../world.ts";
import { targetFault } from "./target-fault.ts";

/** Who wants a target locked or unlocked, by which message. */
export interface LockAsker extends Pick<Asker, "chat" | "chatChannel" | "target"> {
  /** What the sender calls the message, the same each time it comes. */
  readonly key: string;
}

/** How the locks change. @returns a sentence where they cannot */
type Edit = (locks: readonly Lock[], owner: string, at: string) => readonly Lock[] | string;

/**
 * Locks a target for everybody, its owner too, in one commit of the release repository.
 * @param forMs milliseconds; undefined: until it is unlocked
 * @throws Rejected where it is locked already, or whoever asks may not deploy there
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
  if (own === undefined) throw new Error("a lock that was not written");
  return own;
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
    key,
    headline,
    because,
    edit,
    ...asker
  }: LockAsker & { readonly headline: string; readonly because?: string; readonly edit: Edit },
): Promise<readonly Lock[]> {
  const fault = targetFault(state.config, asker.target);
  if (fault !== undefined) throw new Rejected("no target", fault.says);
  const standing = { approvers: [], refused: undefined, held: undefined };
  const { account, verdicts } = await judgeAsker(world, state, { ...asker, ...standing });
  const refused = refusal(verdicts);
  if (refused !== undefined || account === undefined) {
    throw new Rejected("not allowed", refused?.says ?? "nobody knows who asks");
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
