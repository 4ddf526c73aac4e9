/** Any JSON object. */
export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Fields that say which object it is, and those that the API server writes: nobody owns them. */
const NOBODYS =
  /^\.(?:apiVersion|kind|metadata\.(?:name|namespace|uid|generation|resourceVersion|creationTimestamp|managedFields)|status)(?:$|\.)/;

/** The values of an object by their paths, `.spec.replicas`; a list is one value. */
export function leavesOf(value: unknown, path: readonly string[] = []): ReadonlyMap<string, unknown> {
  if (!isJson(value) || (Object.keys(value).length === 0 && path.length > 0)) {
    return NOBODYS.test(textOf(path)) ? new Map() : new Map([[JSON.stringify(path), value]]);
  }
  return new Map(Object.entries(value).flatMap(([name, inner]) => [...leavesOf(inner, [...path, name])]));
}

/** @param key as leavesOf has it */
export function fieldText(key: string): string {
  return textOf(pathOf(key));
}

export function pathOf(key: string): readonly string[] {
  const path: readonly string[] = JSON.parse(key);
  return path;
}

function textOf(path: readonly string[]): string {
  return path.map((name) => `.${name}`).join("");
}

/** The object with one value set, or without it. */
export function withValue(object: Json, [name, ...rest]: readonly string[], value: unknown): Json {
  if (name === undefined) return object;
  const { [name]: inner, ...others } = object;
  if (rest.length === 0) return value === undefined ? others : { ...others, [name]: value };
  const next = withValue(isJson(inner) ? inner : {}, rest, value);
  return { ...others, [name]: next };
}

/** RFC 7386: null takes a field away. */
export function merged(target: unknown, patch: unknown): unknown {
  if (!isJson(patch)) return patch;
  const base = isJson(target) ? target : {};
  const all = { ...base, ...patch };
  return Object.fromEntries(
    Object.entries(all)
      .filter(([name]) => !(name in patch && patch[name] === null))
      .map(([name, value]) => [name, name in patch ? merged(base[name], patch[name]) : value]),
  );
}
