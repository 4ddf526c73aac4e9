import type { Place } from "../documents/database.ts";
import type { Database, Pin } from "../generated/schema.generated.ts";
import { hasLine, ROLLED_BACK } from "./commit-message.ts";
import { placeEntries, runningOf, type HistoryEntry, type HistoryKind } from "./history-entry.ts";
import type { PlaceEntry } from "./place-entry.ts";

/** A commit that changed the database, as git has it. */
export interface HistoryCommit {
  readonly oid: string;
  /** When it was committed, in UTC. */
  readonly at: string;
  /** The author's name. */
  readonly author: string;
  readonly message: string;
}

/**
 * What a commit changed, one entry per place, sorted by place. The two databases say what changed; the message says only
 * why, and who asked, of an operation of this suite: a message that claims more than its commit did adds nothing.
 * @param before undefined where there was none
 */
export function historyChanges(
  commit: HistoryCommit,
  before: Database | undefined,
  after: Database,
): readonly HistoryEntry[] {
  const [old, now] = [before === undefined ? NOTHING : placeEntries(before), placeEntries(after)];
  const keys = [...new Set([...old.keys(), ...now.keys()])].sort();
  return keys.flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    if (same(was, is)) return [];
    const [container = "", channel = ""] = key.split(" ");
    return entryOf(commit, { container, channel }, { was, is }) ?? [];
  });
}

const NOTHING: ReadonlyMap<string, PlaceEntry> = new Map();

interface Change {
  readonly was: PlaceEntry | undefined;
  readonly is: PlaceEntry | undefined;
}

function entryOf(commit: HistoryCommit, place: Place, change: Change): HistoryEntry | undefined {
  const { message } = commit;
  const kind = kindOf(change, message);
  if (kind === undefined) return undefined;
  const byHand = kind === "edit" || kind === "remove";
  const by = byHand ? undefined : (askerOf(change, kind) ?? lineOf(message, "Released-By"));
  const pinned = pinOf(change.is);
  return {
    at: commit.at,
    ...place,
    kind,
    from: runningOf(change.was),
    to: runningOf(change.is),
    by: by ?? commit.author,
    committed_by: commit.author,
    commit: commit.oid,
    ...(!byHand && trailersOf(message, change)),
    ...(pinned !== undefined && { pinned }),
  };
}

/** @returns undefined for what only keeps the order of builds */
function kindOf({ was, is }: Change, message: string): HistoryKind | undefined {
  if (is === undefined) return "remove";
  if (is.kind === "undeployed") return emptied(was, is);
  if (was !== undefined && same(runningOf(was), runningOf(is))) {
    const pin = pinOf(is);
    if (!same(pinOf(was), pin)) return pin === undefined ? "unpin" : "pin";
    if (!isReleasedAgain(was, is)) return "edit";
  }
  if (!/^Dispatch-Id: \S+$/m.test(message)) return "edit";
  if (hasLine(message, ROLLED_BACK)) return "rollback";
  return /^Promoted-From: \S+$/m.test(message) ? "promote" : "release";
}

function emptied(
  was: PlaceEntry | undefined,
  { trace }: Extract<PlaceEntry, { kind: "undeployed" }>,
): HistoryKind | undefined {
  const kind = "config" in trace ? "undeploy" : "retire";
  if (was?.kind !== "undeployed") return kind;
  const earlier = was.trace;
  if ("resumed" in trace && !("resumed" in earlier)) return "resume";
  return trace.by === earlier.by && trace.at === earlier.at ? undefined : kind;
}

/** Whether another dispatch wrote the place. */
function isReleasedAgain(was: PlaceEntry, is: Exclude<PlaceEntry, { kind: "undeployed" }>): boolean {
  return was.kind === "undeployed" || was.record.dispatch_id !== is.record.dispatch_id;
}

function askerOf({ is }: Change, kind: HistoryKind): string | undefined {
  if (is === undefined) return undefined;
  if (is.kind === "undeployed")
    return kind === "resume" && "resumed" in is.trace ? is.trace.resumed?.by : is.trace.by;
  if (kind === "unpin") return undefined;
  return kind === "pin" ? is.record.pinned?.by : is.record.released_by;
}

/** What this suite's commits say of an operation, each on a line of its own. */
function trailersOf(message: string, { is }: Change): Partial<HistoryEntry> {
  const line = (name: string): string | undefined => lineOf(message, name);
  const entry = is?.kind === "undeployed" ? undefined : is?.record;
  const dispatch = entry?.dispatch_id ?? line("Dispatch-Id");
  const reason = line("Reason") ?? (is?.kind === "undeployed" ? is.trace.reason : pinOf(is)?.reason);
  const [request, promotedFrom] = [line("Deploy-Request"), line("Promoted-From")];
  return {
    ...(dispatch !== undefined && { dispatch_id: dispatch }),
    ...(request !== undefined && { request_id: request }),
    ...(reason !== undefined && { reason }),
    ...(promotedFrom !== undefined && { promoted_from: promotedFrom }),
    ...(hasLine(message, "Forced: true") && { forced: true as const }),
  };
}

/** @param name of a trailer */
function lineOf(message: string, name: string): string | undefined {
  return new RegExp(`^${name}: (.+)$`, "m").exec(message)?.[1]?.trim();
}

function pinOf(entry: PlaceEntry | undefined): Pin | undefined {
  return entry === undefined || entry.kind === "undeployed" ? undefined : entry.record.pinned;
}

/** Whether both say the same, in whatever order; most have the same text. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b) || JSON.stringify(a, inOrder) === JSON.stringify(b, inOrder);
}

function inOrder(_key: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
}
