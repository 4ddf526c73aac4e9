import type { Json } from "../kubernetes/fields.ts";
import { listAt, numberAt, textAt } from "../narrow.ts";
import { recordedHelmReleases } from "./recorded.ts";
import { isFromSource } from "./source-rules.ts";

/**
 * A HelmRelease's state without what differs from one to the next: its conditions, which of them are about its present
 * generation, and how the newest release in the cluster stands.
 */
export function shapeOf(object: Json): string {
  const generation = numberAt(object, "metadata", "generation");
  const conditions = listAt(object, "status", "conditions").map((one) => {
    const type = textAt(one, "type") ?? "";
    const isOld = numberAt(one, "observedGeneration") !== generation;
    const age = ["Ready", "Reconciling", "Stalled"].includes(type) ? (isOld ? "@old" : "@now") : "";
    // What is installed and what was upgraded stand alike.
    const reason = textAt(one, "reason")?.replace("InstallSucceeded", "UpgradeSucceeded") ?? "";
    return `${type}=${textAt(one, "status") ?? ""}/${reason}${age}`;
  });
  const [newest] = listAt(object, "status", "history");
  return [...conditions.toSorted(), textAt(newest, "status") ?? "none"].join(" ");
}

/** From one state of the recorded HelmRelease to the next: `<from> → <to>`. */
function recordedTransitions(): ReadonlySet<string> {
  const shapes = recordedHelmReleases().map(shapeOf);
  return new Set(shapes.slice(1).map((shape, index) => `${shapes[index] ?? ""} → ${shape}`));
}

let recorded: ReadonlySet<string> | undefined;

/** Whether a state may follow another one: it was recorded of a real HelmRelease, or the controllers' source has it. */
export function mayFollow(kind: string, from: string, to: string): boolean {
  recorded ??= recordedTransitions();
  const isRecorded = kind === "HelmRelease" && recorded.has(`${from} → ${to}`);
  return from === to || isRecorded || isFromSource(kind, from, to);
}

/**
 * @throws Error for a change of an object's status that is in no recording and not in the controllers' source: then the
 * stand-in does what Flux never does
 */
export function refuseTransition(before: Json, after: Json): void {
  const kind = textAt(after, "kind") ?? "";
  const [from, to] = [shapeOf(before), shapeOf(after)];
  if (mayFollow(kind, from, to)) return;
  throw new Error(`no recording of Flux has ${kind} going from\n  ${from}\nto\n  ${to}`);
}
