import type { ApiResponse } from "../http/answer.ts";
import { unknownText } from "../http/unknown.ts";

const STATUS = {
  BLOB_UNKNOWN: 404,
  DENIED: 403,
  MANIFEST_INVALID: 400,
  MANIFEST_UNKNOWN: 404,
  NAME_UNKNOWN: 404,
  PAGINATION_NUMBER_INVALID: 400,
  TOOMANYREQUESTS: 429,
  UNAUTHORIZED: 401,
  UNSUPPORTED: 405,
} as const;

/** An answer that refuses, as the distribution specification has it: `{ "errors": [{ "code", "message" }] }`. */
export class RegistryError extends Error {
  readonly answer: ApiResponse;

  constructor(
    code: keyof typeof STATUS,
    message: string,
    extra: { readonly detail?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.name = "RegistryError";
    const { detail, headers } = extra;
    const error = { code, message, ...(detail === undefined ? {} : { detail }) };
    this.answer = {
      status: STATUS[code],
      ...(headers === undefined ? {} : { headers }),
      body: { errors: [error] },
    };
  }
}

export const unknownToSandbox = (what: string): RegistryError =>
  new RegistryError("UNSUPPORTED", unknownText(what));
