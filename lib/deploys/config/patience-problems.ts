import { problemAt, type PathSegment, type SchemaProblem } from "../../releases/documents/schema-problems.ts";
import type { Placement } from "../generated/schema.generated.ts";
import { durationMs } from "./duration.ts";

const DAY_MS = 24 * 3_600_000;

/** A soak time that does not fit into the time limit could never be over. */
export function patienceProblems(
  { soak, timeout }: Placement,
  at: readonly PathSegment[],
): readonly SchemaProblem[] {
  const tooLong = (["soak", "timeout"] as const).flatMap((field) => {
    const text = field === "soak" ? soak : timeout;
    return text !== undefined && durationMs(text) > DAY_MS
      ? [problemAt([...at, field], `is ${text}, but must be at most 24h`)]
      : [];
  });
  if (tooLong.length > 0 || soak === undefined || timeout === undefined) return tooLong;
  return durationMs(soak) < durationMs(timeout)
    ? []
    : [problemAt([...at, "soak"], `is ${soak}, which does not fit into the timeout of ${timeout}`)];
}
