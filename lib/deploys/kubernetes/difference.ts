import type { ApiObject } from "./api-object.ts";

/** What the API server writes by itself. */
const OWN_METADATA = new Set([
  "managedFields",
  "resourceVersion",
  "generation",
  "uid",
  "creationTimestamp",
  "selfLink",
]);

/** Whether applying an object would change it. @param predicted what a dry run answers */
export function isChanged(live: ApiObject, predicted: ApiObject): boolean {
  return essence(live) !== essence(predicted);
}

/**
 * Whether all that would change is the version: the image of what was asked for, in place of another one of its name.
 * @param name `ghcr.io/acme/my-app`
 */
export function isOnlyImage(live: ApiObject, predicted: ApiObject, name: string | undefined): boolean {
  if (name === undefined) return !isChanged(live, predicted);
  const pattern = new RegExp(`"image":"${literal(name)}[:@][^"]*"`, "g");
  const plain = (object: ApiObject): string => essence(object).replaceAll(pattern, '"image":""');
  return plain(live) === plain(predicted);
}

/** A text as a regular expression that matches it alone. */
function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** An object without what changes by itself, its fields in one order. */
function essence({ metadata, ...object }: ApiObject): string {
  const kept = Object.fromEntries(Object.entries(metadata).filter(([field]) => !OWN_METADATA.has(field)));
  return JSON.stringify({ ...object, metadata: kept, status: undefined }, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
