import { listAt, textAt } from "../narrow.ts";
import { managersOf } from "./managers.ts";

/** A field that others own, too, with another value. */
export interface Conflict {
  readonly manager: string;
  /** As the API server writes it: `.spec.replicas` */
  readonly field: string;
}

/** The conflicts in the API server's refusal of an apply; empty where it refused for another reason. */
export function conflictsOf(status: unknown): readonly Conflict[] {
  return listAt(status, "details", "causes")
    .filter((cause) => textAt(cause, "reason") === "FieldManagerConflict")
    .map((cause) => ({
      // `conflict with "kubectl-edit" using apps/v1` or `… with subresource "scale" using autoscaling/v1`
      manager: /^conflict with "([^"]*)"/.exec(textAt(cause, "message") ?? "")?.[1] ?? "somebody",
      field: textAt(cause, "field") ?? "?",
    }));
}

/** `kubectl-edit owns .spec.replicas, and hpa .spec.template` */
export function conflictText(conflicts: readonly Conflict[]): string {
  const byManager = Map.groupBy(conflicts, ({ manager }) => manager);
  return [...byManager]
    .map(([manager, fields]) => `${manager} owns ${fields.map(({ field }) => field).join(", ")}`)
    .join(", and ");
}

/**
 * Whether all that is in the way was changed by hand since we applied it. What another tool applies, or a controller
 * scales, comes back as soon as it is taken away: nobody is helped by two that fight.
 */
export function isByHand(live: unknown, conflicts: readonly Conflict[]): boolean {
  const managers = managersOf(live);
  return conflicts.every(({ manager }) => {
    const entries = managers.filter(({ name }) => name === manager);
    return (
      entries.length > 0 &&
      entries.every(({ operation, subresource }) => operation === "Update" && subresource === "") &&
      HANDS.test(manager)
    );
  });
}

/** What people use, by the names under which the API server knows it. */
const HANDS = /^(?:kubectl(?:-.+)?|k9s|lens|OpenAPI-Generator|Mozilla)$/i;
