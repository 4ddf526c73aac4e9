import { invalidRequest } from "../errors.ts";

export type Fields = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A JSON value that YAML and GitHub turn into text without further ado. */
export const isScalar = (value: unknown): value is string | number | boolean =>
  ["string", "number", "boolean"].includes(typeof value);

/** How GitHub's own messages name a JSON value: its server is written in Ruby. */
const inspected = (value: unknown): string => (value === null ? "nil" : JSON.stringify(value));

/**
 * The body as an object that has only known keys and all the required ones.
 * @throws Refusal 422 with GitHub's words
 */
export function fieldsOf(body: unknown, known: readonly string[], required: readonly string[]): Fields {
  if (!isObject(body)) {
    throw invalidRequest([
      body === undefined
        ? "For 'links/0/schema', nil is not an object."
        : `${inspected(body)} is not an object.`,
    ]);
  }
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

/** @throws Refusal 422 when the field is there and no string */
export function stringField(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || typeof value === "string") return value;
  throw invalidRequest([`For 'properties/${name}', ${inspected(value)} is not a string.`]);
}

/** @throws Refusal 422 when the field is there and no boolean */
export function booleanField(fields: Fields, name: string): boolean | undefined {
  const value = fields[name];
  if (value === undefined || typeof value === "boolean") return value;
  throw invalidRequest([`For 'properties/${name}', ${inspected(value)} is not a boolean.`]);
}

/** @throws Refusal 422 when the field is there and no object */
export function objectField(fields: Fields, name: string): Fields | undefined {
  const value = fields[name];
  if (value === undefined || isObject(value)) return value;
  throw invalidRequest([`For 'properties/${name}', ${inspected(value)} is not an object.`]);
}
