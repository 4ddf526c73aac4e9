import type { ProgressPart } from "../../../../lib/deploys/request.ts";
import type { Observation, Seen } from "../engine.ts";

/** What was seen of one application of an ApplicationSet; undefined where it is gone. */
export interface SeenChild {
  readonly name: string;
  readonly seen: Seen | undefined;
}

/**
 * What has become of a sync of several applications: it is healthy once all of them are, and has failed once nothing is at
 * work any more and one of them has. One that its ApplicationSet has taken away meanwhile has nothing left to fail.
 * @param later those that the ApplicationSet has made since: nobody was shown them, and nothing was asked of them
 */
export function judgeTogether(children: readonly SeenChild[], later: readonly string[]): Observation {
  const parts = [
    ...children.map(partOf),
    ...later.map((name): ProgressPart => ({
      name,
      mark: "–",
      says: "was made since: deploy again to sync it, too",
    })),
  ];
  return { ...judgeAll(children), parts };
}

function partOf({ name, seen }: SeenChild): ProgressPart {
  if (seen === undefined) {
    return {
      name,
      mark: "–",
      says: "is not there any more: its ApplicationSet does not make it, or the token may not get it",
    };
  }
  switch (seen.kind) {
    case "healthy":
      return { name, mark: "✓", says: seen.says };
    case "progressing":
    case "synced":
      return { name, mark: "…", says: seen.says };
    default:
      return { name, mark: "✗", says: seen.says };
  }
}

function judgeAll(children: readonly SeenChild[]): Seen {
  const there = children.flatMap(({ name, seen }) => (seen === undefined ? [] : [{ name, seen }]));
  if (there.length === 0)
    return {
      kind: "failed",
      code: "failed",
      says: "none of its applications is there any more, or may be got by the token",
    };
  const healthy = there.filter(({ seen }) => seen.kind === "healthy").length;
  const working = there.filter(({ seen }) => seen.kind === "progressing" || seen.kind === "synced");
  const bad = there.filter(({ seen }) => seen.kind === "failed" || seen.kind === "reverted");
  const faults = bad.map(({ name, seen }) => `${name}: ${seen.says}`);
  if (working.length > 0) {
    const says = [`${healthy} of ${there.length} healthy`, ...faults].join("; ");
    if (faults.length > 0) return { kind: "progressing", says, atLast: "failed" };
    return { kind: working.every(({ seen }) => seen.kind === "synced") ? "synced" : "progressing", says };
  }
  const [failed] = bad.map(({ seen }) => (seen.kind === "failed" ? seen.code : "failed"));
  if (failed !== undefined) return { kind: "failed", code: failed, says: faults.join("; ") };
  const gone = there.find(({ seen }) => seen.kind === "superseded");
  if (gone !== undefined) return { kind: "superseded", says: `${gone.name}: ${gone.seen.says}` };
  return { kind: "healthy", says: "healthy" };
}
