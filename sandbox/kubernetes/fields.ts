/** Any JSON object. */
export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The way to a field. A name, `k:{"name":"app"}` for the entry of a list that is told by a field, or `v:"text"` for an
 * entry of a set.
 */
export type Path = readonly string[];

export function isEntry(name: string): boolean {
  return name.startsWith("k:") || name.startsWith("v:");
}

/** `.spec.template.spec.containers[name="app"].image` */
export function fieldText(path: Path): string {
  return path.map((name) => (isEntry(name) ? `[${entryText(name)}]` : `.${name}`)).join("");
}

function entryText(name: string): string {
  if (name.startsWith("v:")) return `=${name.slice(2)}`;
  return Object.entries(keyIn(name))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(",");
}

function keyIn(name: string): Json {
  const key: unknown = JSON.parse(name.slice(2));
  return isJson(key) ? key : {};
}

/** The object with one value set, or without it. */
export function withValue(object: unknown, [name, ...rest]: Path, value: unknown): unknown {
  if (name === undefined) return value;
  if (isEntry(name)) return withEntry(Array.isArray(object) ? object : [], [name, ...rest], value);
  const { [name]: inner, ...others } = isJson(object) ? object : {};
  const next = withValue(inner, rest, value);
  return next === undefined ? others : { ...others, [name]: next };
}

function withEntry(list: readonly unknown[], [name = "", ...rest]: Path, value: unknown): readonly unknown[] {
  if (name.startsWith("v:")) {
    const entry: unknown = JSON.parse(name.slice(2));
    const others = list.filter((one) => one !== entry);
    return value === undefined ? others : list.includes(entry) ? list : [...list, entry];
  }
  const key = keyIn(name);
  const index = list.findIndex(
    (one) => isJson(one) && Object.entries(key).every(([field, is]) => one[field] === is),
  );
  const before = index === -1 ? key : list[index];
  const next = withValue(before, rest, value);
  if (index === -1) return next === undefined ? list : [...list, next];
  return next === undefined ? list.toSpliced(index, 1) : list.with(index, next);
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
