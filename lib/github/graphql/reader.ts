import { LostAnswer } from "../failure/failure.ts";

/**
 * Reads one value of a GraphQL answer. `Sent` is the value's type in GitHub's schema and exists for the compiler alone,
 * which accepts a reader of text only for a field that the schema calls text.
 * @throws LostAnswer if the schema does not allow the value: the answer is a proxy's, or was cut off
 */
export interface Reader<in Sent, out Value> {
  (value: unknown): Value;
  readonly sent?: (value: Sent) => void;
}

/** Readers by field, each under a name that the schema's type `Sent` has. */
type FieldReaders<Sent> = { readonly [Name in keyof Sent]?: Reader<Sent[Name], unknown> };

type FieldValues<Readers> = {
  readonly [Name in keyof Readers]: Readers[Name] extends Reader<never, infer Value> ? Value : never;
};

export const text: Reader<string, string> = (value) => (typeof value === "string" ? value : lost());

export const integer: Reader<number, number> = (value) => (Number.isInteger(value) ? Number(value) : lost());

export const flag: Reader<boolean, boolean> = (value) => (typeof value === "boolean" ? value : lost());

/** Reads a field that may be null or, in a fragment that does not match, absent. */
export function nullable<Sent, Value>(
  read: Reader<Sent, Value>,
): Reader<Sent | null | undefined, Value | null> {
  return (value) => (value === null || value === undefined ? null : read(value));
}

/** Reads a field that is nullable in the schema, but null only in an answer with errors. */
export function present<Sent, Value>(read: Reader<Sent, Value>): Reader<Sent | null | undefined, Value> {
  return (value) => read(value);
}

/** Reads a connection's `nodes`, without the nulls that GitHub puts in place of nodes that the token may not see. */
export function nodes<Sent, Value>(
  read: Reader<Sent, Value>,
): Reader<readonly (Sent | null)[] | null | undefined, readonly Value[]> {
  return (value) =>
    Array.isArray(value) ? value.filter((node: unknown) => node !== null).map((node) => read(node)) : lost();
}

/** Reads the fields of an object of the schema's type `Sent`: `fields<Commit>()({ oid: text })`. */
export function fields<Sent>() {
  return <Readers extends FieldReaders<Sent>>(
    readers: Readers & Readonly<Record<Exclude<keyof Readers, keyof Sent>, never>>,
  ): Reader<Sent, FieldValues<Readers>> => {
    const entries = Object.entries<Reader<never, unknown>>(readers);
    return (value) => {
      const sent = objectOf(value);
      return Object.fromEntries(
        entries.map(([name, read]) => [name, read(sent[name])]),
      ) as FieldValues<Readers>;
    };
  };
}

/** Reads the fields of `... on Type`; undefined if the object is null or, being of another type, empty. */
export function fragment<Value>(read: Reader<never, Value>): Reader<unknown, Value | undefined> {
  return (value) => {
    if (value === null || value === undefined) return undefined;
    return Object.keys(objectOf(value)).length === 0 ? undefined : read(value);
  };
}

/** Reads a field that the query renames. */
export function alias<Value>(name: string, read: Reader<never, Value>): Reader<unknown, Value> {
  return (value) => read(objectOf(value)[name]);
}

/** Reads the fields that the query names `prefix0`, `prefix1`, …, in that order. */
export function numbered<Value>(
  prefix: string,
  count: number,
  read: Reader<never, Value>,
): Reader<unknown, readonly Value[]> {
  return (value) => {
    const sent = objectOf(value);
    return Array.from({ length: count }, (_, index) => read(sent[`${prefix}${index}`]));
  };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : lost();
}

function lost(): never {
  throw new LostAnswer();
}
