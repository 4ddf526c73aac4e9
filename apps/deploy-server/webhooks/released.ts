import { placementsOf } from "../../../lib/deploys/config/server-config.ts";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import { readAt } from "../../../lib/github/branch/read-at.ts";
import { parseDatabase, recordKey } from "../../../lib/releases/documents/database.ts";
import { InvalidDocument } from "../../../lib/releases/documents/problem.ts";
import type { Database, ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";
import { step } from "../../../lib/store/step.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { listAt, textAt } from "../narrow.ts";
import type { World } from "../world.ts";

/** A release that a push has brought to the ledger. */
export interface Released {
  readonly record: ReleaseRecord;
  /** What the ledger said of the place before. */
  readonly before: ReleaseRecord | undefined;
  /** The commit that wrote it: 40 hex. */
  readonly commit: string;
}

const NOTHING = /^0{40}$/;

/**
 * The releases of a push by a bot, as the ledger before and after it has them, each with the commit that names its
 * dispatch. What a person writes by hand is none: a message proves nothing, and neither does a record that no commit names.
 */
export async function releasedBy(world: World, body: unknown): Promise<readonly Released[]> {
  const [before = "", after = ""] = [textAt(body, "before"), textAt(body, "after")];
  if (textAt(body, "sender", "type") !== "Bot" || NOTHING.test(before) || NOTHING.test(after)) return [];
  const dispatches = dispatchesIn(body);
  if (dispatches.size === 0) return [];
  const { repository: name, database } = world.settings.releases;
  const repository = await step("push.releases", () => world.github.at(name));
  const [old, now] = await step("push.read ledgers", () => readAt(repository, database, [before, after]));
  const known = new Map(recordsOf(old?.text, database).map((record) => [recordKey(record), record]));
  return recordsOf(now?.text, database).flatMap((record) => {
    const earlier = known.get(recordKey(record));
    const commit = dispatches.get(record.dispatch_id);
    return commit === undefined || earlier?.dispatch_id === record.dispatch_id
      ? []
      : [{ record, before: earlier, commit }];
  });
}

/** The commits of a push by the dispatches that each names; of two with the same, the later. */
function dispatchesIn(body: unknown): ReadonlyMap<string, string> {
  return new Map(
    listAt(body, "commits").flatMap((commit) => {
      const ids = (textAt(commit, "message") ?? "").matchAll(/^Dispatch-Id: (\S+)$/gm);
      const sha = textAt(commit, "id");
      return sha === undefined ? [] : [...ids].map(([, id = ""]) => [id, sha] as const);
    }),
  );
}

/** A ledger that cannot be read has released nothing. */
function recordsOf(text: string | undefined, path: string): Database["releases"] {
  if (text === undefined) return [];
  try {
    return parseDatabase(text, path).releases;
  } catch (error) {
    if (error instanceof InvalidDocument) return [];
    throw error;
  }
}

/** Whether a release is about one of the server's targets, and is what the ledger says still. */
export function isToAdopt({ config, database }: ReleaseState, { record }: Released): boolean {
  const target = targetOf(record);
  const stands = database.releases.find((one) => recordKey(one) === recordKey(record));
  return placementsOf(config, target).length > 0 && stands?.dispatch_id === record.dispatch_id;
}

export function targetOf({ container, channel }: Pick<ReleaseRecord, "container" | "channel">): Target {
  return { config: container, channel };
}

/** For logs. */
export function releaseText({ record }: Released): string {
  return `${targetKey(targetOf(record))} ${record.image}`;
}
