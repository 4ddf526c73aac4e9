import { isDeepStrictEqual } from "node:util";
import { StatusError } from "./errors.ts";
import { fieldText, type Json, type Path } from "./fields.ts";
import { CONTAINER, pathOf, type Leaves } from "./leaves.ts";

/** Who owns fields of an object, and how they came to. */
export interface Owner {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly subresource: "" | "status";
  readonly fields: ReadonlySet<string>;
  /** Of its last change; undefined for whoever has changed nothing. */
  readonly time: string | undefined;
}

/** The same owner, whatever it owns. */
export function isSameOwner(one: Owner, other: Omit<Owner, "fields" | "time">): boolean {
  return (
    one.manager === other.manager &&
    one.operation === other.operation &&
    one.subresource === other.subresource
  );
}

/** Whether a write of `wanted` changes a field. */
export function isTaken(field: string, wanted: Leaves, live: Leaves): boolean {
  const value = wanted.get(field);
  return wanted.has(field) && value !== CONTAINER && !isDeepStrictEqual(value, live.get(field));
}

/** @throws StatusError where others own what would change */
export function refuseConflicts(
  { apiVersion, others }: { readonly apiVersion: string; readonly others: readonly Owner[] },
  wanted: Leaves,
  live: Leaves,
): void {
  const found = others.flatMap((owner) =>
    [...owner.fields]
      .filter((field) => isTaken(field, wanted, live))
      .map((field) => ({ who: whoText(owner, apiVersion), field: fieldText(pathOf(field)) })),
  );
  const [first, ...more] = found;
  if (first === undefined) return;
  const text = more.length === 0 ? `conflict with ${first.who}: ${first.field}` : conflictsText(found);
  const causes = found.map(({ who, field }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with ${who}`,
    field,
  }));
  const count = `${found.length} conflict${more.length === 0 ? "" : "s"}`;
  throw new StatusError(409, "Conflict", `Apply failed with ${count}: ${text}`, { causes });
}

function conflictsText(found: readonly { readonly who: string; readonly field: string }[]): string {
  return [...Map.groupBy(found, ({ who }) => who)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([who, fields]) => [`conflicts with ${who}:`, ...fields.map(({ field }) => `- ${field}`)])
    .join("\n");
}

function whoText({ manager, operation, subresource }: Owner, apiVersion: string): string {
  const name = `"${manager}"${subresource === "" ? "" : ` with subresource "${subresource}"`}`;
  return operation === "Update" ? `${name} using ${apiVersion}` : name;
}

/** Owners as `metadata.managedFields` has them. */
export function managedFieldsOf(owners: readonly Owner[], apiVersion: string): readonly Json[] {
  return owners.map(({ manager, operation, subresource, fields, time }) => ({
    manager,
    operation,
    apiVersion,
    ...(time !== undefined && { time }),
    fieldsType: "FieldsV1",
    fieldsV1: nested([...fields].map(pathOf)),
    ...(subresource !== "" && { subresource }),
  }));
}

/** `spec.suspend` as `{"f:spec": {"f:suspend": {}}}`; what is owned as such, and not for what is in it alone, has a dot. */
function nested(paths: readonly Path[]): Json {
  const below = Map.groupBy(
    paths.filter((path) => path.length > 0),
    ([name = ""]) => name,
  );
  return Object.fromEntries(
    [...below].map(([name, all]) => {
      const rests = all.map(([, ...rest]) => rest);
      const inner = nested(rests);
      const hasDot = rests.some((rest) => rest.length === 0) && Object.keys(inner).length > 0;
      return [/^[kv]:/.test(name) ? name : `f:${name}`, hasDot ? { ".": {}, ...inner } : inner];
    }),
  );
}
