import { isFields, type Fields } from "../narrow.ts";
import { unknownToSandbox } from "./errors.ts";
import type { Info, ResourceName, RetryStrategy } from "./model.ts";

/** The body of `POST …/sync`. */
export interface SyncBody {
  readonly revision?: string;
  readonly revisions?: readonly string[];
  /** From 1. */
  readonly sourcePositions?: readonly number[];
  readonly dryRun?: boolean;
  readonly prune?: boolean;
  readonly resources?: readonly ResourceName[];
  readonly infos?: readonly Info[];
  readonly retryStrategy?: RetryStrategy;
  readonly syncOptions?: { readonly items?: readonly string[] };
}

type Check = (value: unknown) => boolean;

const is =
  (type: "string" | "boolean" | "number"): Check =>
  (value) =>
    typeof value === type;

const listOf =
  (item: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(item);

const CHECKS: ReadonlyMap<string, Check> = new Map([
  ["name", is("string")],
  ["project", is("string")],
  ["revision", is("string")],
  ["revisions", listOf(is("string"))],
  ["sourcePositions", listOf(is("number"))],
  ["dryRun", is("boolean")],
  ["prune", is("boolean")],
  ["resources", listOf(isFields)],
  ["infos", listOf(isFields)],
  ["retryStrategy", isFields],
  ["syncOptions", isFields],
]);

/** @throws ApiError 12 for a field that is not simulated, and for a value of another type */
export function syncBodyIn(body: Fields): SyncBody {
  const unknown = Object.keys(body).find((field) => !CHECKS.has(field));
  if (unknown !== undefined) throw unknownToSandbox(`the field "${unknown}" of a sync`);
  if (isSyncBody(body)) return body;
  throw unknownToSandbox(`the type of a field of the sync ${JSON.stringify(body)}`);
}

const isSyncBody = (body: Fields): body is Fields & SyncBody =>
  Object.entries(body).every(([field, value]) => CHECKS.get(field)?.(value) === true);
