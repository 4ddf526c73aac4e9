import { isDeepStrictEqual } from "node:util";
import { isJson, withValue, type Json } from "./fields.ts";
import type { Kind } from "./kinds.ts";
import { CONTAINER, leavesOf, pathOf, type Leaves } from "./leaves.ts";
import { isSameOwner, type Owner } from "./owners.ts";

/** How what is there is looked at: with its maps. */
export const CONTAINERS_TOO = { part: "object", isWhole: true } as const;

/** What becomes of an object by an apply: what is wanted, without what the applier had and wants no more. */
export function appliedTo(
  before: Json,
  {
    wanted,
    own = new Set(),
    kept,
  }: {
    readonly wanted: Leaves;
    readonly own?: ReadonlySet<string> | undefined;
    readonly kept: readonly Owner[];
  },
): Json {
  const isKept = (field: string): boolean => kept.some(({ fields }) => fields.has(field));
  const gone = [...own].filter((field) => !wanted.has(field) && !isKept(field));
  // What is in an entry goes before the entry does.
  const deepestFirst = gone.toSorted((a, b) => pathOf(b).length - pathOf(a).length);
  const without = deepestFirst.reduce<unknown>(
    (json, field) => withValue(json, pathOf(field), undefined),
    before,
  );
  const next = [...wanted].reduce<unknown>(
    (json, [field, value]) =>
      value === CONTAINER ? withContainer(json, field) : withValue(json, pathOf(field), value),
    without,
  );
  return isJson(next) ? next : before;
}

/** An empty map, unless something is there. An entry of a list comes with its key. */
function withContainer(json: unknown, field: string): unknown {
  const path = pathOf(field);
  const last = path.at(-1) ?? "";
  if (last.startsWith("v:")) return withValue(json, path, JSON.parse(last.slice(2)));
  if (last.startsWith("k:")) return json;
  const found = path.reduce<unknown>((inner, name) => (isJson(inner) ? inner[name] : undefined), json);
  return found === undefined ? withValue(json, path, {}) : json;
}

/** Who owns what after a write that is no apply. */
export function ownersAfter(
  kind: Kind,
  owners: readonly Owner[],
  {
    part,
    manager,
    now,
    before = {},
    next,
  }: {
    readonly part: "object" | "status";
    readonly manager: string;
    readonly now: string;
    readonly before: Json | undefined;
    readonly next: Json;
  },
): readonly Owner[] {
  const subresource = part === "status" ? "status" : "";
  const live = leavesOf(kind, before, { part, isWhole: true });
  const after = leavesOf(kind, next, { part, isWhole: true });
  const taken = [...after].flatMap(([field, value]) =>
    live.has(field) && isDeepStrictEqual(live.get(field), value) ? [] : [field],
  );
  const lost = new Set([...taken, ...[...live.keys()].filter((field) => !after.has(field))]);
  if (lost.size === 0) return owners;
  const self = { manager, operation: "Update", subresource } as const;
  const kept = owners.map((one) => ({
    ...one,
    fields: new Set([...one.fields].filter((field) => !lost.has(field))),
  }));
  const own = kept.find((one) => isSameOwner(one, self));
  const fields = new Set([...(own?.fields ?? []), ...taken]);
  return [...kept.filter((one) => one !== own), { ...self, fields, time: now }];
}
