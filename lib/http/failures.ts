import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { explainErrors } from "../releases/documents/schema-problems.ts";
import { LONGEST_PART } from "./limits/limits.ts";
import { HttpProblem, PROBLEM_TYPE, problemText, sendProblem } from "./problem.ts";

/** Turns any failure into a problem. Failures of the server itself are logged; the client does not see the details. */
export function errorHandler(log: Logger) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problem = toProblem(error);
    if (problem.statusCode >= 500 && !(error instanceof HttpProblem))
      log.error({ request_id: request.id, err: error }, "failed");
    return sendProblem(reply, problem);
  };
}

function toProblem(error: FastifyError): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error.validation !== undefined) {
    const found = explainErrors(
      error.validation,
      error.validationContext === "querystring" ? "parameters" : "fields",
    );
    const errors = found.map(({ path, message }) => ({ path, message }));
    return new HttpProblem(400, errors.map(({ message }) => message).join("; "), { errors });
  }
  // Fastify's own words repeat the whole address.
  if (error.code === "FST_ERR_MAX_PARAM_LENGTH")
    return new HttpProblem(414, `A part of the address is longer than ${LONGEST_PART} characters.`);
  const { statusCode = 500 } = error;
  if (statusCode < 500) return new HttpProblem(statusCode, error.message);
  return new HttpProblem(500, "The server failed; its log has the details under this request_id.");
}

export function answerNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split("?", 1)[0] ?? "";
  return sendProblem(
    reply,
    new HttpProblem(404, `There is nothing at ${path}: /openapi.json lists what there is.`),
  );
}

/** Answers what is not an HTTP request. */
export function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET") return;
  if (error.code === "HPE_HEADER_OVERFLOW")
    endWithProblem(socket, { status: 431, detail: "The request's headers are too large." });
  else if (error.code === "ERR_HTTP_REQUEST_TIMEOUT")
    endWithProblem(socket, { status: 408, detail: "The request did not arrive in time." });
  else endWithProblem(socket, { status: 400, detail: "This is not a valid HTTP request." });
}

interface Ending {
  readonly status: number;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends a connection with a problem, for lack of a request to answer. */
export function endWithProblem(socket: Duplex, { status, detail, headers = {} }: Ending): void {
  if (socket.destroyed || !socket.writable) return;
  const text = problemText({ status, detail, request_id: "none" });
  const lines = Object.entries({
    connection: "close",
    "content-type": PROBLEM_TYPE,
    "content-length": String(Buffer.byteLength(text)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${text}`);
}
