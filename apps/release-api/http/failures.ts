import type { Socket } from "node:net";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { explainErrors } from "../../../lib/releases/documents/schema-problems.ts";
import { HttpProblem, PROBLEM_TYPE, problemText, sendProblem } from "./problem.ts";

/** Turns whatever went wrong into a problem. What only we can mend is logged, and told without its insides. */
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
    const found = explainErrors(error.validation);
    const errors = found.map(({ path, message }) => ({ path, message }));
    return new HttpProblem(400, errors.map(({ message }) => message).join("; "), { errors });
  }
  const { statusCode = 500 } = error;
  if (statusCode < 500) return new HttpProblem(statusCode, error.message);
  return statusCode === 503
    ? new HttpProblem(503, "The server has too much to do: try again later.", {
        headers: { "retry-after": "5" },
      })
    : new HttpProblem(500, "The server failed; its log says more under this request_id.");
}

export function answerNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = request.url.split("?", 1)[0] ?? "";
  return sendProblem(
    reply,
    new HttpProblem(404, `There is nothing at ${path}: /openapi.json lists what there is.`),
  );
}

/** For what is no HTTP request. */
export function answerBrokenRequest(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) return;
  const tooLarge = error.code === "HPE_HEADER_OVERFLOW";
  const status = tooLarge ? "431 Request Header Fields Too Large" : "400 Bad Request";
  const detail = tooLarge
    ? "The request's headers are too large."
    : "This is no HTTP request that can be read.";
  const text = problemText(tooLarge ? 431 : 400, detail, "none");
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
}
