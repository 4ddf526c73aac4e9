import type { ApiResponse } from "../http/answer.ts";

/** An answer that refuses: HTTP 200 with `{ "ok": false, "error": code }`, as always except for the rate limit. */
export class SlackError extends Error {
  readonly code: string;
  readonly more: Readonly<Record<string, unknown>>;

  constructor(code: string, more: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.name = "SlackError";
    this.code = code;
    this.more = more;
  }

  get answer(): ApiResponse {
    return { status: 200, body: { ok: false, error: this.code, ...this.more } };
  }
}

/** Complaints about arguments, each with a pointer to what is wrong. */
export function invalid(
  code: "invalid_arguments" | "invalid_blocks",
  complaints: readonly string[],
): SlackError {
  const messages = complaints.map((complaint) => `[ERROR] ${complaint}`);
  return new SlackError(code, {
    ...(code === "invalid_blocks" ? { errors: complaints } : {}),
    response_metadata: { messages },
  });
}

/** Too many calls: 429 with the seconds to wait. */
export const rateLimited = (seconds: number): ApiResponse => ({
  status: 429,
  headers: { "retry-after": String(seconds) },
  body: { ok: false, error: "ratelimited" },
});
