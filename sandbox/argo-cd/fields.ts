/**
 * Keeps of an answer what `fields` names: `items.metadata.name,metadata.resourceVersion`; a list's entries are looked
 * into. A name stands for all that is below it.
 */
export function selectFields(value: unknown, fields: string | null): unknown {
  if (fields === null || fields === "") return value;
  return select(
    value,
    fields.split(",").map((field) => field.split(".")),
  );
}

function select(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (paths.some((path) => path.length === 0)) return value;
  if (Array.isArray(value)) return value.map((entry) => select(entry, paths));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const below = paths.filter(([name]) => name === key).map((path) => path.slice(1));
      return below.length === 0 ? [] : [[key, select(inner, below)]];
    }),
  );
}
