import type { Mirrors } from "../cluster/mirrors.ts";
import type { Clock } from "../http/clock.ts";
import type { Json } from "../kubernetes/fields.ts";
import type { Kubernetes } from "../kubernetes/start.ts";
import type { ObjectName } from "../kubernetes/world.ts";
import { at, textAt } from "../narrow.ts";

/** How the upgrades of a release go from now on. */
export type UpgradePlan =
  | { readonly kind: "succeeds" }
  /** They never get ready; each is rolled back until the retries are used up. */
  | {
      readonly kind: "fails";
      /** What a pod of the new version says, by which people find out why. */
      readonly pod?: { readonly reason: string; readonly message: string };
    }
  /** The chart's templates cannot take the values. */
  | { readonly kind: "template error"; readonly message: string };

/** What Flux's controllers share. */
export interface World {
  readonly kubernetes: Kubernetes;
  readonly mirrors: Mirrors;
  readonly clock: Clock;
  /** By the release's `namespace/name`. */
  readonly plans: ReadonlyMap<string, UpgradePlan>;
  /** Waits for as long as the release is held. */
  readonly passGate: (release: string) => Promise<void>;
  /** Sources whose interval is over, as `<kind>/<namespace>/<name>`: each is fetched once more. */
  readonly due: Set<string>;
  /** Tells whoever has an Alert for it. */
  readonly tell: (name: ObjectName, event: ToldEvent) => void;
}

/** What a controller tells of an object. */
export interface ToldEvent {
  readonly severity: "info" | "error";
  readonly reason: string;
  readonly message: string;
  readonly revision: string;
}

/** Deals with one object, until nothing is left to do for it now. */
export type Reconcile = (world: World, name: ObjectName) => Promise<void>;

export const REQUESTED_AT = "reconcile.fluxcd.io/requestedAt";

/** The reconciliation that was asked for last. */
export function requestedAt(object: Json): string | undefined {
  return textAt(object, "metadata", "annotations", REQUESTED_AT);
}

export function isSuspended(object: Json): boolean {
  return at(object, "spec", "suspend") === true;
}

export function nameOf(object: Json): ObjectName {
  return {
    kind: textAt(object, "kind") ?? "",
    namespace: textAt(object, "metadata", "namespace") ?? "",
    name: textAt(object, "metadata", "name") ?? "",
  };
}

/** The object that another one refers to; without a namespace, one of its own. */
export function referenceAt(object: Json, ...path: readonly string[]): ObjectName {
  const reference = at(object, ...path);
  return {
    kind: textAt(reference, "kind") ?? "",
    namespace: textAt(reference, "namespace") ?? nameOf(object).namespace,
    name: textAt(reference, "name") ?? "",
  };
}
