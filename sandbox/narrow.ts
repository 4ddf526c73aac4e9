/** Reads what comes from outside: requests, events, answers, files. Nothing in it is certain. */

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value as an object; an empty one if it is anything else. */
export const fieldsIn = (value: unknown): Fields => (isFields(value) ? value : {});

/** The value at a path of keys; undefined where the path ends early. */
export const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((inner, key) => fieldsIn(inner)[key], value);

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === "number" ? found : undefined;
}

/** Empty if there is no list. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The fields that are text; the others are left out. */
export const textsIn = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(fieldsIn(value)).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );

/** The one of the known words that a text is. */
export const wordIn = <Word extends string>(known: readonly Word[], text: unknown): Word | undefined =>
  known.find((word) => word === text);
