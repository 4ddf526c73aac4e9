import { at } from "../narrow.ts";
import type { Json } from "./fields.ts";

/** Whether a list's selectors take an object: `labelSelector` and `fieldSelector`, of which equality alone is known. */
export function selects(query: URLSearchParams, object: Json): boolean {
  return (
    pairs(query.get("labelSelector")).every(
      ([label, value]) => at(object, "metadata", "labels", label) === value,
    ) &&
    pairs(query.get("fieldSelector")).every(([field, value]) => at(object, ...field.split(".")) === value)
  );
}

function pairs(selector: string | null): readonly (readonly [name: string, value: string | undefined])[] {
  return (selector ?? "")
    .split(",")
    .filter((one) => one !== "")
    .map((one) => {
      const [name = "", value] = one.split("=");
      return [name, value];
    });
}
