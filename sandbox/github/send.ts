import type { FastifyReply } from "fastify";
import type { ApiResponse } from "../http/answer.ts";
import type { Budget } from "./limits.ts";

/** Writes an answer with the headers that GitHub puts on all of them. */
export function send(
  reply: FastifyReply,
  answer: ApiResponse,
  about: {
    readonly requestId: string;
    /** The time that clients should see. */
    readonly at: Date;
    /** Whether the socket is to close half-way through the body. */
    readonly cut: boolean;
    readonly budget: Budget | undefined;
    readonly resource: string | undefined;
  },
): void {
  const { type, bytes } = encode(answer.body);
  const headers = {
    server: "github.com",
    date: about.at.toUTCString(),
    "x-github-request-id": about.requestId,
    ...(about.budget === undefined ? {} : rateLimitHeaders(about.budget, about.resource ?? "core")),
    ...(type === undefined ? {} : { "content-type": type }),
    ...(BODILESS.has(answer.status) ? {} : { "content-length": String(bytes.length) }),
    ...answer.headers,
  };
  reply.raw.writeHead(answer.status, headers);
  if (about.cut) {
    reply.raw.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => reply.raw.destroy());
    return;
  }
  reply.raw.end(BODILESS.has(answer.status) ? undefined : bytes);
}

const BODILESS = new Set([204, 304]);

function rateLimitHeaders(budget: Budget, resource: string): Record<string, string> {
  return {
    "x-ratelimit-limit": String(budget.limit),
    "x-ratelimit-remaining": String(budget.remaining),
    "x-ratelimit-reset": String(budget.reset),
    "x-ratelimit-used": String(budget.used),
    "x-ratelimit-resource": resource,
  };
}

function encode(body: unknown): { readonly type: string | undefined; readonly bytes: Buffer } {
  if (body === undefined) return { type: undefined, bytes: Buffer.alloc(0) };
  if (Buffer.isBuffer(body)) return { type: "application/octet-stream", bytes: body };
  if (typeof body === "string") return { type: "text/plain; charset=utf-8", bytes: Buffer.from(body) };
  return { type: "application/json; charset=utf-8", bytes: Buffer.from(JSON.stringify(body)) };
}
