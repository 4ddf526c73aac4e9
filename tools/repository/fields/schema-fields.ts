import { readFileSync } from "node:fs";

// A field that is accepted has an effect: each field that the schemas know is given another legal value, and something
// else must happen. The tests next to this file say what.

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
}
interface SchemaFile extends Schema {
  readonly $defs: Readonly<Record<string, Schema>>;
}
const fileOf = (name: string): SchemaFile => JSON.parse(readFileSync(`db/${name}`, "utf8"));
export const files = new Map(
  ["db.schema.json", "dispatch.schema.json", "policy.schema.json", "locks.schema.json"].map((name) => [
    name,
    fileOf(name),
  ]),
);

/** Every field that a schema knows, such as `freezes.*.weekly.days`: a star stands for any name or place. */
export function fieldsOf(
  file: string,
  { $ref, properties = {}, additionalProperties, items }: Schema = files.get(file) ?? {},
): string[] {
  if ($ref !== undefined) {
    const [other = "", name = ""] = $ref.split("#/$defs/");
    const at = other === "" ? file : other;
    return fieldsOf(at, files.get(at)?.$defs[name]);
  }
  const inside = typeof additionalProperties === "object" ? additionalProperties : items;
  return [
    ...Object.entries(properties).flatMap(([name, field]) => [
      name,
      ...fieldsOf(file, field).map((inner) => `${name}.${inner}`),
    ]),
    ...(inside === undefined ? [] : fieldsOf(file, inside).map((inner) => `*.${inner}`)),
  ];
}

/** The same document with another value at a path, or with none. */
export function changed<T extends object>(document: T, path: string, value: unknown): T {
  const copy = structuredClone(document);
  const names = path.split(".");
  const last = names.pop() ?? "";
  let place: object = copy;
  for (const name of names) place = Reflect.get(place, name);
  if (value === undefined) Reflect.deleteProperty(place, last);
  else Reflect.set(place, last, value);
  return copy;
}

/** A place in a list, or a name in a map. */
const isAnyName = (name: string, parent?: string): boolean =>
  /^\d+$/.test(name) || parent === "containers" || parent === "builds";
export const generic = (path: string): string =>
  path
    .split(".")
    .map((name, index, names) => (isAnyName(name, names[index - 1]) ? "*" : name))
    .join(".");
/** Only for editors, everywhere. */
export const EDITORS_FIELD = "$schema";

export const AT = "2026-11-21T12:00:00Z";
export const SHA = "1a2b3c4d".repeat(5);
export const BUILD = { repository: "acme/my-app", repository_id: 7, run_id: 50, run_attempt: 2 };
export const SOURCE = { ...BUILD, sha: SHA, ref: "refs/heads/main" };
export const RELEASE = { container: "my-app", channel: "dev", image: "ghcr.io/acme/my-app:v2" };
export const FORCE = {
  by: "bob",
  at: AT,
  id: "dddddddd-0000-4000-8000-000000000000",
  force: true,
  order: "ever",
} as const;
