import type { FastifyReply, FastifyRequest } from "fastify";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { knows } from "../../../lib/http/etag.ts";
import type { EveryAnswer } from "../../../lib/http/every-answer.ts";
import { HttpProblem, NO_PAGE } from "../../../lib/http/problem.ts";
import type { Snapshot } from "../database/snapshot.ts";
import type { Store } from "../database/store.ts";

/** A response from the database. It depends only on the snapshot and the requested address. */
export interface Data {
  readonly type: string;
  readonly body: Buffer | string;
  /** The Link header, if there are other pages. */
  readonly link?: string | undefined;
}

/** An endpoint that reads the database. */
export interface DataEndpoint extends Omit<Endpoint, "method" | "onRequest" | "handle"> {
  /** @throws HttpProblem */
  readonly read: (snapshot: Snapshot, request: FastifyRequest) => Data;
}

/**
 * Larger ones take longer to send than to make. With their addresses and headers, which a client may make as long, the
 * remembered ones have at most 16 MB.
 */
const REMEMBERED_LENGTH = 16 * 1024;
const MOST_REMEMBERED = 1_000;

interface Remembered {
  readonly headers: Readonly<Record<string, string>>;
  /** The same with the length, names and values alternating: Node sends these without checking each. */
  readonly rawHeaders: readonly string[];
  /** Text, not bytes: Node writes text and headers in one piece. */
  readonly body: string;
}

/** Serves data, and caches the responses of the current snapshot for clients that poll. */
export class DataServer {
  readonly #store: Store;
  readonly #everyAnswer: EveryAnswer;
  /** By address, including the query. */
  readonly #remembered = new Map<string, Remembered>();
  #snapshot: Snapshot | undefined;

  constructor(store: Store, everyAnswer: EveryAnswer) {
    this.#store = store;
    this.#everyAnswer = everyAnswer;
  }

  endpoint({ read, ...rest }: DataEndpoint): Endpoint {
    return {
      ...rest,
      method: "GET",
      cors: true,
      // Before validation: an address in the cache is valid.
      onRequest: (request, reply, done) => {
        const { snapshot } = this.#store;
        const known = snapshot === this.#snapshot ? this.#remembered.get(request.url) : undefined;
        if (snapshot === undefined || known === undefined) return done();
        if (knows(request.headers["if-none-match"], snapshot.etag)) return send(request, reply, known);
        this.#sendRemembered(request, reply, known);
        this.#everyAnswer.observe(request, rest.url, 200);
      },
      handle: (request, reply) => {
        const snapshot = currentSnapshot(this.#store);
        const { type, body, link } = read(snapshot, request);
        const headers = {
          "content-security-policy": NO_PAGE,
          "content-type": type,
          "cache-control": "no-cache",
          etag: snapshot.etag,
          ...(link !== undefined && { link }),
        };
        const length = request.url.length + (link?.length ?? 0) + body.length;
        if (length <= REMEMBERED_LENGTH)
          this.#remember(snapshot, request.url, { headers, body: body.toString() });
        return send(request, reply, { headers, body });
      },
    };
  }

  #remember(snapshot: Snapshot, url: string, { headers, body }: Omit<Remembered, "rawHeaders">): void {
    if (snapshot !== this.#snapshot) this.#remembered.clear();
    this.#snapshot = snapshot;
    const [oldest] = this.#remembered.size >= MOST_REMEMBERED ? this.#remembered.keys() : [];
    if (oldest !== undefined) this.#remembered.delete(oldest);
    const rawHeaders = [...Object.entries(headers).flat(), "content-length", String(Buffer.byteLength(body))];
    this.#remembered.set(url, { headers, rawHeaders, body });
  }

  /** Bypasses what Fastify would do for an uncached response, which takes longer than sending this one. */
  #sendRemembered(request: FastifyRequest, reply: FastifyReply, { rawHeaders, body }: Remembered): void {
    reply.hijack();
    this.#everyAnswer.track(request, reply, body);
    const headers = [...rawHeaders, ...this.#everyAnswer.headers(request)];
    for (const [name, value] of Object.entries(reply.getHeaders())) headers.push(name, String(value));
    reply.raw.writeHead(200, headers);
    reply.raw.end(body);
  }
}

/** The version to answer from, taken once per request. @throws HttpProblem */
function currentSnapshot({ snapshot, problems }: Store): Snapshot {
  if (snapshot !== undefined) return snapshot;
  const errors = problems.map(({ path, message }) => ({ path, message }));
  const detail = "No valid database has been loaded yet; /v1/health has the reason.";
  throw new HttpProblem(503, detail, { errors, headers: { "retry-after": "2" } });
}

/** 304 if the client has this version, and the body otherwise. */
function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { headers, body }: Pick<Remembered, "headers"> & Pick<Data, "body">,
): FastifyReply {
  reply.headers(headers);
  if (!knows(request.headers["if-none-match"], headers["etag"] ?? "")) return reply.send(body);
  return reply.removeHeader("content-type").code(304).send();
}
