import type { Json } from "../kubernetes/fields.ts";
import type { ObjectName } from "../kubernetes/world.ts";
import { at, fieldsIn, listAt, numberAt, textAt } from "../narrow.ts";
import { refuseTransition } from "./transitions.ts";
import type { World } from "./world.ts";

/** A condition as a controller sets it. */
export interface NewCondition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
}

/** What a controller changes of an object's status. */
export interface StatusChange {
  /** Conditions to set. */
  readonly set?: readonly NewCondition[];
  /** Types of conditions to take away. */
  readonly remove?: readonly string[];
  /** Other fields; undefined takes one away. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** As Flux's controllers order them. */
const ORDER = ["Reconciling", "Stalled", "Ready"];

/** Writes an object's status, as the next of its states. @throws Error where no recording has that transition */
export function changeStatus(
  world: World,
  name: ObjectName,
  { set = [], remove = [], fields = {} }: StatusChange,
): void {
  const object = world.kubernetes.get(name);
  if (object === undefined) return;
  const generation = numberAt(object, "metadata", "generation") ?? 0;
  const now = timeOf(world);
  const before = listAt(object, "status", "conditions");
  const gone = new Set([...remove, ...set.map(({ type }) => type)]);
  const conditions = [
    ...before.filter((one) => !gone.has(textAt(one, "type") ?? "")),
    ...set.map((one) => {
      const known = before.find((other) => textAt(other, "type") === one.type);
      const isSame = textAt(known, "status") === one.status;
      const lastTransitionTime = isSame ? textAt(known, "lastTransitionTime") : now;
      return { ...one, lastTransitionTime, observedGeneration: generation };
    }),
  ].toSorted((a, b) => rank(a) - rank(b));
  const status = { ...fieldsIn(at(object, "status")), ...fields, conditions };
  const patch = Object.fromEntries(
    Object.entries(status).map(([field, value]) => [field, value === undefined ? null : value]),
  );
  refuseTransition(object, { ...object, status });
  world.kubernetes.edit(name, { status: patch }, MANAGERS[name.kind] ?? "source-controller");
}

const MANAGERS: Readonly<Record<string, string>> = {
  HelmRelease: "helm-controller",
  Kustomization: "kustomize-controller",
};

function rank(condition: unknown): number {
  const place = ORDER.indexOf(textAt(condition, "type") ?? "");
  return place === -1 ? ORDER.length : place;
}

/** Now, as Kubernetes writes it: to the second. */
export function timeOf({ clock }: Pick<World, "clock">): string {
  return `${clock.now().toISOString().slice(0, 19)}Z`;
}

/** Whether a condition stands so, and is about the object as it is now. */
export function stands(object: Json | undefined, type: string, status = "True"): boolean {
  const generation = numberAt(object, "metadata", "generation");
  return listAt(object, "status", "conditions").some(
    (one) =>
      textAt(one, "type") === type &&
      textAt(one, "status") === status &&
      numberAt(one, "observedGeneration") === generation,
  );
}

export function messageAt(object: Json | undefined, type: string): string {
  const found = listAt(object, "status", "conditions").find((one) => textAt(one, "type") === type);
  return textAt(found, "message") ?? "";
}
