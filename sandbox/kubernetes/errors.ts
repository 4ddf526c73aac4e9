import type { ApiResponse } from "../http/answer.ts";

/** The API server's refusals: a `Status`. */
export class StatusError extends Error {
  readonly answer: ApiResponse;

  constructor(code: number, reason: string, message: string, causes: readonly Cause[] = []) {
    super(message);
    this.answer = {
      status: code,
      body: {
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message,
        reason,
        ...(causes.length > 0 && { details: { causes } }),
        code,
      },
    };
  }
}

export interface Cause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

export function unknownToSandbox(what: string): StatusError {
  return new StatusError(501, "NotImplemented", `the sandbox's Kubernetes does not know ${what}`);
}
