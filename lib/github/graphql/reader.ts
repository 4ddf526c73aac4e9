import { LostAnswer } from "../failure/failure.ts";

/**
 * Reads one value of a GraphQL answer. `Sent` is the schema's type of that value, for the compiler alone: a reader of
 * text fits a field that the schema calls text.
 * @throws LostAnswer for a value that the schema does not allow: a proxy's answer, or one that was cut off
 */
export interface Reader<in Sent, out Value> {
  (value: unknown): Value;
  readonly sent?: (value: Sent) => void;
}

/** A reader for each field, under the name that the schema's type `Sent` has for it. */
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

/** Reads a field that the schema lets be null, but GitHub fills unless it also answers with an error. */
export function present<Sent, Value>(read: Reader<Sent, Value>): Reader<Sent | null | undefined, Value> {
  return (value) => read(value);
}

/** Reads a connection's `nodes`. GitHub leaves null in the place of a node that the token may not see. */
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

/** Reads what `... on Type` asks for; undefined where the object is null or of another type, which comes empty. */
export function fragment<Value>(read: Reader<never, Value>): Reader<unknown, Value | undefined> {
  return (value) => {
    if (value === null || value === undefined) return undefined;
    return Object.keys(objectOf(value)).length === 0 ? undefined : read(value);
  };
}

/** Reads a field that the query gives a name of its own. */
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
