import { at } from "../narrow.ts";
import { badRequest } from "./errors.ts";
import type { Json } from "./fields.ts";
import type { Kind } from "./kinds.ts";

/** Whether a list or a watch is about an object. */
export type Selects = (object: Json) => boolean;

/** What `labelSelector` and `fieldSelector` take. @throws StatusError */
export function selectorOf(kind: Kind, query: URLSearchParams): Selects {
  const all = [
    ...labelTerms(query.get("labelSelector") ?? "").map(labelSelector),
    ...fieldTerms(kind, query.get("fieldSelector") ?? ""),
  ];
  return (object) => all.every((selects) => selects(object));
}

/** The terms of `app in (shop, api),tier,!test`: the commas between them are those outside of parentheses. */
function labelTerms(selector: string): readonly string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((term) => term.trim())
    .filter((term) => term !== "");
}

const EQUALITY = /^([^\s!=]+)\s*(==|=|!=)\s*([\w.-]*)$/;
const MEMBERSHIP = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/;
const PRESENCE = /^(!?)\s*([^\s!=,()]+)$/;

function labelSelector(term: string): Selects {
  const labelOf = (object: Json, name: string): unknown => at(object, "metadata", "labels", name);
  const [, name = "", operator, value] = EQUALITY.exec(term) ?? [];
  if (operator !== undefined) return (object) => (labelOf(object, name) === value) === (operator !== "!=");
  const [, key = "", word, values = ""] = MEMBERSHIP.exec(term) ?? [];
  if (word !== undefined) {
    const among = new Set<unknown>(values.split(",").map((one) => one.trim()));
    return (object) => among.has(labelOf(object, key)) === (word === "in");
  }
  const [, not, label = ""] = PRESENCE.exec(term) ?? [];
  if (not !== undefined) return (object) => (labelOf(object, label) === undefined) === (not === "!");
  const [, found = ""] = /^\S+\s+(?:in|notin)\s+(\S+)/.exec(term) ?? [];
  throw badRequest(`unable to parse requirement: found '${found}' expected: '('`);
}

function fieldTerms(kind: Kind, selector: string): readonly Selects[] {
  const known = new Set(["metadata.name", "metadata.namespace", ...(kind.selectable ?? [])]);
  return selector
    .split(",")
    .filter((term) => term !== "")
    .map((term) => {
      const [field = "", value] = term.split("=");
      if (!known.has(field)) {
        const names = [...known].map((name) => `"${name}"`).join(", ");
        throw badRequest(`"${field}" is not a known field selector: only ${names}`);
      }
      return (object) => at(object, ...field.split(".")) === value;
    });
}
