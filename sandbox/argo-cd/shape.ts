import type { Application } from "./model.ts";

/** What is below these differs from one object to the next, and says nothing about Argo CD. */
const OPAQUE = new Set([
  "annotations",
  "labels",
  "managedFields",
  "managedNamespaceMetadata",
  "targetLabels",
  "token",
]);

/**
 * The fields of a value with their types: `status.history[].id: number`. Two answers of the same kind have the same,
 * except for fields that are sometimes absent.
 */
export function shapeOf(value: unknown, path = ""): ReadonlySet<string> {
  if (Array.isArray(value)) return new Set(value.flatMap((entry) => [...shapeOf(entry, `${path}[]`)]));
  if (typeof value !== "object" || value === null)
    return new Set([`${path}: ${value === null ? "null" : typeof value}`]);
  return new Set(
    Object.entries(value).flatMap(([key, inner]) => {
      const below = path === "" ? key : `${path}.${key}`;
      return OPAQUE.has(key) ? [`${below}: opaque`] : [...shapeOf(inner, below)];
    }),
  );
}

/** Which state an application is in: sync, health, phase, whether it holds an operation, and which revisions agree. */
export function stateOf({
  status,
  operation,
}: Pick<Application, "operation"> & { readonly status?: Application["status"] }): string {
  const state = status?.operationState;
  const wanted = state?.operation.sync.revision;
  const relation = (revision: string | undefined): string =>
    revision === undefined || wanted === undefined ? "-" : revision === wanted ? "same" : "other";
  return [
    status?.sync?.status || "-",
    status?.health?.status ?? "-",
    state?.phase ?? "-",
    operation === undefined ? "idle" : "operation",
    `compared:${relation(status?.sync?.revision)}`,
    `result:${relation(state?.syncResult?.revision)}`,
  ].join(" ");
}

/** The steps from one state to another, without those that change nothing. */
export function stepsOf(states: readonly string[]): readonly string[] {
  const distinct = states.filter((state, at) => state !== states[at - 1]);
  return distinct.slice(1).map((state, at) => `${distinct[at]} → ${state}`);
}
