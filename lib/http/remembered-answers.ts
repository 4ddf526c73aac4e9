import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { knows } from "./etag.ts";
import type { EveryAnswer } from "./every-answer.ts";
import type { Overload } from "./limits/overload.ts";
import { requestId } from "./request-id.ts";

/** A response to a GET request, which depends only on the requested address. */
export interface RepeatableAnswer {
  /** As registered: `/v1/releases/:container/:channel`. */
  readonly route: string;
  readonly etag: string;
  readonly body: Buffer | string;
}

/**
 * Larger ones take longer to send than to make. With their addresses and headers, which a client may make as long, the
 * remembered ones have at most 16 MB.
 */
const MOST_LENGTH = 16 * 1024;
const MOST_REMEMBERED = 1_000;

interface Remembered {
  readonly route: string;
  readonly etag: string;
  /** Of status 200, with the length. Names and values alternate: Node sends these without checking each. */
  readonly headers: readonly string[];
  /** Of status 304. */
  readonly unchangedHeaders: readonly string[];
  /** Text, not bytes: Node writes text and headers in one piece. */
  readonly body: string;
}

/** Headers of a body, which a response without one does not have. */
const OF_BODY = new Set(["content-type", "content-length"]);

/**
 * Responses that were sent before, for clients that poll. They are sent before Fastify sees a request, because what
 * Fastify does for one takes longer.
 */
export class RememberedAnswers {
  readonly #everyAnswer: EveryAnswer;
  readonly #overload: Overload;
  /** By address, including the query. */
  readonly #remembered = new Map<string, Remembered>();

  constructor(everyAnswer: EveryAnswer, overload: Overload) {
    this.#everyAnswer = everyAnswer;
    this.#overload = overload;
  }

  /** Forgets all, because the data that they came from has changed. */
  forget(): void {
    this.#remembered.clear();
  }

  /** Remembers a response that is about to be sent with status 200 and the headers that its reply has so far. */
  remember(request: FastifyRequest, reply: FastifyReply, { route, etag, body }: RepeatableAnswer): void {
    if (!isRepeatable(request.raw) || body.length > MOST_LENGTH) return;
    const headers = Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]);
    headers.push(["content-length", String(Buffer.byteLength(body))]);
    const length = `${request.url}${headers.join("")}`.length + body.length;
    if (length > MOST_LENGTH) return;
    const [oldest] = this.#remembered.size >= MOST_REMEMBERED ? this.#remembered.keys() : [];
    if (oldest !== undefined) this.#remembered.delete(oldest);
    this.#remembered.set(request.url, {
      route,
      etag,
      headers: headers.flat(),
      unchangedHeaders: headers.filter(([name = ""]) => !OF_BODY.has(name)).flat(),
      body: body.toString(),
    });
  }

  /** Sends the remembered response to a request. @returns whether there is one, and nothing else to do for it */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const known = this.#remembered.get(request.url ?? "");
    if (known === undefined || !isRepeatable(request)) return false;
    // Fastify works out the client's address, which the limits and the log of every request need.
    if (!this.#overload.isCalm(request) || this.#everyAnswer.logsAll) return false;
    const arrivedAt = performance.now();
    const { "if-none-match": ifNoneMatch, "x-request-id": givenId } = request.headers;
    const isUnchanged = knows(ifNoneMatch, known.etag);
    const own = this.#everyAnswer.headers(requestId(givenId));
    if (isUnchanged) response.writeHead(304, [...known.unchangedHeaders, ...own]).end();
    else response.writeHead(200, [...known.headers, ...own]).end(known.body);
    this.#everyAnswer.count(
      { method: "GET", route: known.route, status: isUnchanged ? 304 : 200 },
      arrivedAt,
    );
    return true;
  }
}

/** Whether only its address decides how a request is answered. CORS headers depend on the origin that asks. */
function isRepeatable({ method, headers }: IncomingMessage): boolean {
  return method === "GET" && headers.origin === undefined;
}
