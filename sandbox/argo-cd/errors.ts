import type { ApiResponse } from "../http/answer.ts";
import { unknownText } from "../http/unknown.ts";

/** gRPC's codes, as far as Argo CD's API answers them, with the HTTP status that its gateway gives each. */
const STATUS = {
  2: 500,
  3: 400,
  5: 404,
  7: 403,
  9: 400,
  12: 501,
  16: 401,
} as const;

export const UNKNOWN = 2;
export const INVALID_ARGUMENT = 3;
export const NOT_FOUND = 5;
export const PERMISSION_DENIED = 7;
export const FAILED_PRECONDITION = 9;
export const UNIMPLEMENTED = 12;
export const UNAUTHENTICATED = 16;

/** An answer that refuses: `{ "error", "code", "message" }`. */
export class ApiError extends Error {
  readonly code: keyof typeof STATUS;

  constructor(code: keyof typeof STATUS, message: string) {
    super(message);
    this.name = "ApiError";
    this.code = code;
  }

  get answer(): ApiResponse {
    const { code, message } = this;
    return { status: STATUS[code], body: { error: message, code, message } };
  }
}

export const permissionDenied = (): ApiError => new ApiError(PERMISSION_DENIED, "permission denied");

export const notFound = (name: string): ApiError =>
  new ApiError(NOT_FOUND, `applications.argoproj.io "${name}" not found`);

export const unknownToSandbox = (what: string): ApiError => new ApiError(UNIMPLEMENTED, unknownText(what));
