import type { AtEngine, Fact } from "../fact.ts";
import type { Expected } from "../scenario.ts";
import type { Guarded } from "./guarded.ts";

/** What both clusters were told for a request, and have made of it. */
export function atGuarded(
  { clusters: [first, second] }: Guarded,
  { id, syncs = 1, second: wanted = "live", isReplaced = false, build, version }: Expected,
): AtEngine {
  const what = version ?? build?.image;
  const runs = [first, second].map((cluster) => cluster.runs());
  const isFirstLive = syncs > 0;
  const facts: readonly Fact[] = [
    [`syncs of ${second.name}`, second.syncs(id), wanted === "not begun" ? 0 : 1],
    ["the first cluster has it", runs[0] === what, isFirstLive],
    // Of what failed there, the engine decides what is left.
    ...(wanted === "failed"
      ? []
      : [["the second cluster has it", runs[1] === what, wanted === "live"] as const]),
  ];
  return { syncs: first.syncs(id), runs: runs[0], more: isReplaced ? facts.slice(0, 1) : facts };
}
