import type { FastifyReply, FastifyRequest } from "fastify";
import type { Snapshot } from "../database/snapshot.ts";
import type { Store } from "../database/store.ts";
import type { Endpoint } from "./endpoint.ts";
import { knows } from "./etag.ts";
import { HttpProblem, NO_PAGE } from "./problem.ts";

/** An answer from the database. It depends on the snapshot and the address that was asked for, and on nothing else. */
export interface Data {
  readonly type: string;
  readonly body: Buffer | string;
  /** The Link header, when there are other pages. */
  readonly link?: string | undefined;
}

/** An endpoint that reads the database. */
export interface DataEndpoint extends Omit<Endpoint, "method" | "onRequest" | "handle"> {
  /** @throws HttpProblem */
  readonly read: (snapshot: Snapshot, request: FastifyRequest) => Data;
}

/** Longer ones take longer to send than to make. */
const REMEMBERED_LENGTH = 16 * 1024;
const MOST_REMEMBERED = 1_000;

interface Remembered {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Serves data, and remembers the answers of the present snapshot: who polls gets the same one again. */
export class DataServer {
  readonly #store: Store;
  /** By address, query and all. */
  readonly #remembered = new Map<string, Remembered>();
  #snapshot: Snapshot | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  endpoint({ read, ...rest }: DataEndpoint): Endpoint {
    return {
      ...rest,
      method: "GET",
      // Before the query is checked: an address that was answered is a good one.
      onRequest: (request, reply, done) => {
        const { snapshot } = this.#store;
        const known = snapshot === this.#snapshot ? this.#remembered.get(request.url) : undefined;
        if (snapshot === undefined || known === undefined) done();
        else send(request, reply, snapshot, known.headers, known.body);
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
        if (typeof body === "string" && body.length <= REMEMBERED_LENGTH)
          this.#remember(snapshot, request.url, { headers, body });
        return send(request, reply, snapshot, headers, body);
      },
    };
  }

  #remember(snapshot: Snapshot, url: string, answer: Remembered): void {
    if (snapshot !== this.#snapshot) this.#remembered.clear();
    this.#snapshot = snapshot;
    const [oldest] = this.#remembered.size >= MOST_REMEMBERED ? this.#remembered.keys() : [];
    if (oldest !== undefined) this.#remembered.delete(oldest);
    this.#remembered.set(url, answer);
  }
}

/** The version that an answer is made of: taken once for each request. @throws HttpProblem */
function currentSnapshot({ snapshot, problems }: Store): Snapshot {
  if (snapshot !== undefined) return snapshot;
  const errors = problems.map(({ path, message }) => ({ path, message }));
  const detail = "No good database was loaded yet; /v1/health says why.";
  throw new HttpProblem(503, detail, { errors, headers: { "retry-after": "2" } });
}

/** 304 when the caller has this version, and the body otherwise. */
function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { etag }: Snapshot,
  headers: Readonly<Record<string, string>>,
  body: Buffer | string,
): FastifyReply {
  reply.headers(headers);
  if (!knows(request.headers["if-none-match"], etag)) return reply.send(body);
  return reply.removeHeader("content-type").code(304).send();
}
