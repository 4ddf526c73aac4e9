import { desiredText, type Desired } from "../../../lib/deploys/desired.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import { previousRelease, type PastRelease } from "../../../lib/releases/history/record-history.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { pastReleasesOf } from "../github/past-releases.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { escaped, wholeLines } from "../messages/text.ts";
import { desiredOf } from "../targets/artifact.ts";
import type { World } from "../world.ts";

const LISTED = 10;

/**
 * What was asked for and what was released, the newest first: requests from the store, and from the ledger's history the
 * releases that no stored request is behind.
 * @param targets or what is not known of them
 */
export async function historyText(
  world: World,
  state: ReleaseState,
  targets: readonly Target[] | string,
): Promise<string> {
  if (typeof targets === "string") return `${escaped(targets)}.`;
  const lines: string[] = [];
  for (const target of targets) lines.push(...(await linesOf(world, state, target)));
  return lines.length === 0 ? "Nothing was deployed from here yet." : wholeLines(lines);
}

async function linesOf(world: World, state: ReleaseState, target: Target): Promise<readonly string[]> {
  const stored = await listRequests(world.db, { target, limit: LISTED });
  const releases = await pastReleasesOf(world, state, { target, count: LISTED });
  const known = new Set(stored.map(({ request }) => request.correlation));
  return [
    ...stored.map(({ request }) => requestLine(request)),
    ...releases.filter(({ record }) => !known.has(record.dispatch_id)).map(releaseLine),
  ]
    .toSorted((a, b) => b.at.localeCompare(a.at))
    .slice(0, LISTED)
    .map(({ at, says }) => `${at} *${escaped(targetKey(target))}* ${says}`);
}

interface Line {
  /** ISO 8601. */
  readonly at: string;
  readonly says: string;
}

function requestLine({ to, by, times, reason, kind, state }: DeployRequest): Line {
  const what = to === undefined ? "" : `\`${escaped(desiredText(to))}\` `;
  const because = reason === undefined ? "" : ` (${escaped(reason.message)})`;
  const who = escaped(by.account?.login ?? "somebody");
  return { at: times.received ?? "", says: `${what}${kind} by ${who}: ${state}${because}` };
}

function releaseLine({ record }: PastRelease): Line {
  const what = escaped(desiredText(desiredOf(record)));
  return { at: record.released_at, says: `\`${what}\` released by ${escaped(record.released_by)}` };
}

/** What ran before what runs now, whole, by the ledger's history; undefined where its digest is not known. */
export async function releasedBefore(
  world: World,
  state: ReleaseState,
  target: Target,
): Promise<Desired | undefined> {
  const before = previousRelease(await pastReleasesOf(world, state, { target, count: LISTED }));
  return before?.record.digest === undefined ? undefined : desiredOf(before.record);
}
