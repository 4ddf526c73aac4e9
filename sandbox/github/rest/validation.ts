import type { ValidationError } from "../errors.ts";

/** The checks of one of GitHub's models: each gives its complaints about one field, or none. */
export interface Checks {
  /** In characters, as people count them: an emoji outside of the BMP is one. */
  atMost(field: string, value: string | null | undefined, limit: number): readonly ValidationError[];
  oneOf(field: string, value: string, allowed: readonly string[]): readonly ValidationError[];
  web(field: string, value: string | null | undefined): readonly ValidationError[];
}

/** @param resource as GitHub names the model: `Status`, `Deployment`, `DeploymentStatus` */
export function checksOf(resource: string): Checks {
  const complain = (field: string, what: string): readonly ValidationError[] => [
    { resource, field, message: `${field} ${what}` },
  ];
  return {
    atMost: (field, value, limit) =>
      [...(value ?? "")].length > limit
        ? complain(field, `is too long (maximum is ${limit} characters)`)
        : [],
    oneOf: (field, value, allowed) =>
      allowed.includes(value) ? [] : complain(field, "is not included in the list"),
    web: (field, value) =>
      value === undefined || value === null || value === "" || /^https?:\/\//i.test(value)
        ? []
        : complain(field, "must use http(s) scheme"),
  };
}
