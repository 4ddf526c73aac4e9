import type { GitHub } from "../github/model.ts";

/** Secrets or variables of a repository, by upper-case names. */
type Values = ReturnType<GitHub["settings"]>["secrets"];

/** Stores a secret or variable where GitHub has it, so that it is listed there. The name's case does not matter. */
export function keep(values: Values, name: string, value: string): void {
  const key = name.toUpperCase();
  const now = new Date();
  values.set(key, { name: key, value, createdAt: values.get(key)?.createdAt ?? now, updatedAt: now });
}

/** By upper-case names. */
export const valuesOf = (values: Values): Readonly<Record<string, string>> =>
  Object.fromEntries([...values].map(([name, { value }]) => [name, value]));
