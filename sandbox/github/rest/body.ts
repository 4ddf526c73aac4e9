import { isFields, type Fields } from "../../narrow.ts";
import { invalidRequest, type Refusal } from "../errors.ts";

/** A JSON value that YAML and GitHub convert to text directly. */
export const isScalar = (value: unknown): value is string | number | boolean =>
  ["string", "number", "boolean"].includes(typeof value);

/** GitHub's wording for a value of the wrong type. Its server is written in Ruby, where null is nil. */
export const wrongType = (pointer: string, value: unknown, wanted: string): Refusal =>
  invalidRequest([
    `For '${pointer}', ${JSON.stringify(value ?? null).replace(/^null$/, "nil")} is not ${wanted}.`,
  ]);

/**
 * The body as an object that has only known keys and all the required ones.
 * @throws Refusal 422 with GitHub's words
 */
export function fieldsOf(body: unknown, known: readonly string[], required: readonly string[]): Fields {
  if (!isFields(body)) throw wrongType("links/0/schema", body, "an object");
  const extra = Object.keys(body)
    .filter((key) => !known.includes(key))
    .sort();
  const missing = required.filter((key) => body[key] === undefined);
  const complaints = [
    ...(extra.length === 0 ? [] : [notPermitted(extra)]),
    ...(missing.length === 0 ? [] : [notSupplied(missing)]),
  ];
  if (complaints.length > 0) throw invalidRequest(complaints);
  return body;
}

const quoted = (keys: readonly string[]): string => keys.map((key) => `"${key}"`).join(", ");

const notPermitted = (keys: readonly string[]): string =>
  keys.length === 1 ? `${quoted(keys)} is not a permitted key.` : `${quoted(keys)} are not permitted keys.`;

const notSupplied = (keys: readonly string[]): string =>
  keys.length === 1 ? `${quoted(keys)} wasn't supplied.` : `${quoted(keys)} weren't supplied.`;

/** @throws Refusal 422 if the field is present and not a string */
export function stringField(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || typeof value === "string") return value;
  throw wrongType(`properties/${name}`, value, "a string");
}

/** @throws Refusal 422 if the field is present and not a boolean */
export function booleanField(fields: Fields, name: string): boolean | undefined {
  const value = fields[name];
  if (value === undefined || typeof value === "boolean") return value;
  throw wrongType(`properties/${name}`, value, "a boolean");
}

/** @throws Refusal 422 if the field is present and not an object */
export function objectField(fields: Fields, name: string): Fields | undefined {
  const value = fields[name];
  if (value === undefined || isFields(value)) return value;
  throw wrongType(`properties/${name}`, value, "an object");
}

/** @throws Refusal 422 if the field is present and not a list of strings */
export const stringsField = (fields: Fields, name: string): readonly string[] | undefined =>
  listField(fields, name, { is: (item) => typeof item === "string", called: "a string" });

/** @throws Refusal 422 if the field is present and not a list of whole numbers */
export const numbersField = (fields: Fields, name: string): readonly number[] | undefined =>
  listField(fields, name, {
    is: (item): item is number => Number.isInteger(item),
    called: "an integer",
  });

function listField<Item>(
  fields: Fields,
  name: string,
  wanted: { readonly is: (item: unknown) => item is Item; readonly called: string },
): readonly Item[] | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw wrongType(`properties/${name}`, value, "an array");
  return value.map((item: unknown, index) => {
    if (!wanted.is(item)) throw wrongType(`properties/${name}/items/${index}`, item, wanted.called);
    return item;
  });
}

/** A string that may be null: a missing field is also null. @throws Refusal 422 for another type */
export const nullableStringField = (fields: Fields, name: string): string | null =>
  fields[name] === null ? null : (stringField(fields, name) ?? null);
