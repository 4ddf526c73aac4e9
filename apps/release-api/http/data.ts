import type { FastifyRequest } from "fastify";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { knows } from "../../../lib/http/etag.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import type { RememberedAnswers } from "../../../lib/http/remembered-answers.ts";
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
export interface DataEndpoint extends Omit<Endpoint, "method" | "handle"> {
  /** @throws HttpProblem */
  readonly read: (snapshot: Snapshot, request: FastifyRequest) => Data;
}

/** Serves data, and lets the responses of the current snapshot be remembered for clients that poll. */
export class DataServer {
  readonly #store: Store;
  readonly #remembered: RememberedAnswers;

  constructor(store: Store, remembered: RememberedAnswers) {
    this.#store = store;
    this.#remembered = remembered;
    store.onReload(({ kind }) => {
      if (kind === "loaded") remembered.forget();
    });
  }

  endpoint({ read, ...rest }: DataEndpoint): Endpoint {
    return {
      ...rest,
      method: "GET",
      cors: true,
      handle: (request, reply) => {
        const snapshot = currentSnapshot(this.#store);
        const { etag } = snapshot;
        const { type, body, link } = read(snapshot, request);
        reply.headers({ "cache-control": "no-cache", etag, ...(link !== undefined && { link }) });
        if (knows(request.headers["if-none-match"], etag)) return reply.code(304).send();
        this.#remembered.remember(request, reply.type(type), { route: rest.url, etag, body });
        return reply.send(body);
      },
    };
  }
}

/** The version to answer from, taken once per request. @throws HttpProblem */
function currentSnapshot({ snapshot, problems }: Store): Snapshot {
  if (snapshot !== undefined) return snapshot;
  const errors = problems.map(({ path, message }) => ({ path, message }));
  const detail = "No valid database has been loaded yet; /v1/health has the reason.";
  throw new HttpProblem(503, detail, { errors, headers: { "retry-after": "2" } });
}
