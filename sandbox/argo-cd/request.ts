import type { ApiResponse } from "../http/answer.ts";
import type { DeskRequest } from "../http/desk.ts";
import { isFields, type Fields } from "../narrow.ts";
import { ApiError, INVALID_ARGUMENT, unknownToSandbox } from "./errors.ts";

/** Argo CD accepts only this type, and requires it even without a body. */
export function wrongContentType({ method, headers }: DeskRequest): ApiResponse | undefined {
  if (method === "GET" || headers["content-type"]?.toLowerCase() === "application/json") return undefined;
  return { status: 415, headers: { "x-content-type-options": "nosniff" }, body: "Invalid content type\n" };
}

/** @throws ApiError 12 for a parameter that the operation ignores */
export function knownQuery({ url }: DeskRequest, known: readonly string[]): void {
  const unknown = [...url.searchParams.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownToSandbox(`the parameter "${unknown}" of ${url.pathname}`);
}

/** @throws ApiError 3 for a body that is not JSON; an empty object without a body */
export function jsonOf({ body }: DeskRequest): Fields {
  if (body.length === 0) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw new ApiError(INVALID_ARGUMENT, error instanceof Error ? error.message : String(error));
  }
  if (!isFields(parsed)) throw unknownToSandbox("a body that is not an object");
  return parsed;
}
