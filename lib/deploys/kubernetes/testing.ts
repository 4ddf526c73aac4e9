import { readApiObject, type ApiObject } from "./api-object.ts";
import { MEMBER_LABEL } from "./apply-set.ts";
import { FIELD_MANAGER } from "./managers.ts";

/** An object for tests. @param more its other fields, and further metadata */
export function anObject(
  kind: string,
  name: string,
  {
    metadata = {},
    apiVersion = "v1",
    ...more
  }: { readonly metadata?: object; readonly apiVersion?: string; readonly [field: string]: unknown } = {},
): ApiObject {
  const object = readApiObject({ apiVersion, kind, metadata: { name, ...metadata }, ...more });
  if (object === undefined) throw new Error(`${kind}/${name} is no object`);
  return object;
}

/** One that the server has applied for a set. */
export function aMember(kind: string, name: string, set: string, apiVersion = "v1"): ApiObject {
  const managedFields = [{ manager: FIELD_MANAGER, operation: "Apply" }];
  return anObject(kind, name, { apiVersion, metadata: { labels: { [MEMBER_LABEL]: set }, managedFields } });
}
