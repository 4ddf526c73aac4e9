import { isJson, type Path } from "./fields.ts";
import { groupOf, type Kind } from "./kinds.ts";

/** Stands for the value of a map or of a list's entry as such, whatever is in it. */
export const CONTAINER = Symbol("container");

/** The values of an object by their paths, as text: a list is one value, unless its entries are told apart. */
export type Leaves = ReadonlyMap<string, unknown>;

/** Fields that say which object it is, and those that the API server writes: nobody owns them. */
const NOBODYS = new Set([
  "name",
  "namespace",
  "uid",
  "generation",
  "resourceVersion",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "managedFields",
]);

/**
 * What somebody owns who writes this.
 * @param part the object without its status, or that alone, which has owners of its own
 * @param isWhole whether maps count as well as what is in them: not for whoever applies
 */
export function leavesOf(
  kind: Kind,
  object: unknown,
  { part, isWhole }: { readonly part: "object" | "status"; readonly isWhole: boolean },
): Leaves {
  const leaves = new Map<string, unknown>();
  const add = (value: unknown, path: Path): void => {
    if (Array.isArray(value)) return addList(value, path);
    const isValue = !isJson(value) || isAtomic(kind, path);
    if (isValue) return void leaves.set(JSON.stringify(path), value);
    const isEmpty = Object.keys(value).length === 0;
    if (path.length > 0 && (isEmpty || (isWhole && isMap(kind, path))))
      leaves.set(JSON.stringify(path), CONTAINER);
    for (const [name, inner] of Object.entries(value))
      if (isOwned([...path, name], part)) add(inner, [...path, name]);
  };
  const addList = (list: readonly unknown[], path: Path): void => {
    const names = list.map((entry) => entryName(path, entry));
    if (list.length === 0 || names.includes(undefined)) return void leaves.set(JSON.stringify(path), list);
    if (isSet(path)) leaves.set(JSON.stringify(path), CONTAINER);
    for (const [index, name = ""] of names.entries()) {
      leaves.set(JSON.stringify([...path, name]), CONTAINER);
      if (isJson(list[index])) add(list[index], [...path, name]);
    }
  };
  add(object, []);
  return leaves;
}

export function pathOf(leaf: string): Path {
  const path: Path = JSON.parse(leaf);
  return path;
}

function isOwned([first, second, ...rest]: Path, part: "object" | "status"): boolean {
  if ((first === "status") !== (part === "status")) return false;
  if (first === "apiVersion" || first === "kind") return false;
  return !(first === "metadata" && second !== undefined && rest.length === 0 && NOBODYS.has(second));
}

/** How an entry of a list is told from the others; undefined where the list is one value. */
function entryName(path: Path, entry: unknown): string | undefined {
  if (isSet(path)) return `v:${JSON.stringify(entry)}`;
  const key = KEYS[path.at(-1) ?? ""];
  return key === undefined || !isJson(entry) ? undefined : `k:${JSON.stringify({ [key]: entry[key] })}`;
}

/** Lists whose entries have owners of their own, with the field by which they are told apart; there are more of them. */
const KEYS: Readonly<Record<string, string>> = {
  containers: "name",
  initContainers: "name",
  conditions: "type",
};

function isSet(path: Path): boolean {
  return path.join(".") === "metadata.finalizers";
}

/** Objects that are one value. */
function isAtomic({ kind }: Kind, path: Path): boolean {
  return path.join(".") === "spec.selector" && (kind === "Deployment" || kind === "Service");
}

/** Objects with names of somebody's choice; in a custom kind, all are. */
function isMap(kind: Kind, path: Path): boolean {
  const name = path.at(-1) ?? "";
  if (path.at(-2) === "metadata") return name === "labels" || name === "annotations";
  if (path.length === 1 && (name === "data" || name === "binaryData")) return true;
  return kind.isCustom === true && groupOf(kind) !== "" && path[0] !== "metadata";
}
