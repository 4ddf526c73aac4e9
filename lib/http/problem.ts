import { STATUS_CODES } from "node:http";
import type { FastifyReply } from "fastify";

/** One mistake in a request, or in a file. */
export interface ProblemDetail {
  readonly path: string;
  readonly message: string;
}

/** An RFC 9457 problem with the request's id. */
export interface ProblemDocument {
  readonly type: "about:blank";
  readonly title: string;
  readonly status: number;
  /** What happened, and what to do next. */
  readonly detail: string;
  readonly request_id: string;
  readonly errors?: readonly ProblemDetail[];
}

/** The content security policy of responses that are not pages: nothing in them may be rendered or run. */
export const NO_PAGE = "default-src 'none'; frame-ancestors 'none'";

export const PROBLEM_TYPE = "application/problem+json";

/** Ends a request with a problem, whether thrown or sent. */
export class HttpProblem extends Error {
  override readonly name = "HttpProblem";
  readonly statusCode: number;
  readonly errors: readonly ProblemDetail[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    statusCode: number,
    detail: string,
    more: {
      readonly errors?: readonly ProblemDetail[];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
    this.statusCode = statusCode;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }
}

export function sendProblem(
  reply: FastifyReply,
  { statusCode, message, errors, headers }: HttpProblem,
): FastifyReply {
  const text = problemText({ status: statusCode, detail: message, request_id: reply.request.id, errors });
  return reply
    .code(statusCode)
    .headers({ "cache-control": "no-store", "content-security-policy": NO_PAGE, ...headers })
    .type(PROBLEM_TYPE)
    .send(text);
}

interface ProblemFacts extends Pick<ProblemDocument, "status" | "detail" | "request_id"> {
  readonly errors?: readonly ProblemDetail[] | undefined;
}

export function problemText({ status, detail, request_id, errors }: ProblemFacts): string {
  const document: ProblemDocument = {
    type: "about:blank",
    title: STATUS_CODES[status] ?? "Error",
    status,
    detail,
    request_id,
    ...(errors !== undefined && { errors }),
  };
  return JSON.stringify(document);
}
