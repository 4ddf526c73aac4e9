import type { FastifyReply, FastifyRequest } from "fastify";
import type { Snapshot } from "../database/snapshot.ts";
import type { Store } from "../database/store.ts";
import type { Answer } from "./endpoint.ts";
import { HttpProblem, PROBLEM_TYPE } from "./problem.ts";
import { ref } from "./schemas.ts";

export function json(
  component: string,
  description: string,
  headers?: Readonly<Record<string, string>>,
): Answer {
  return {
    description,
    content: { "application/json": ref(component) },
    ...(headers !== undefined && { headers }),
  };
}

export function problem(description: string, headers?: Readonly<Record<string, string>>): Answer {
  return {
    description,
    content: { [PROBLEM_TYPE]: ref("problem") },
    ...(headers !== undefined && { headers }),
  };
}

export const ETAG = { etag: "The version of database and policy." };

/** What every endpoint that reads the database may answer besides. */
export const DATA_ANSWERS: Readonly<Record<number, Answer>> = {
  304: { description: "the version that If-None-Match names is still the current one.", headers: ETAG },
  400: problem("a parameter cannot be used; errors names it and says what is allowed."),
  503: problem("no good database was loaded yet, or the server has too much to do.", {
    "retry-after": "Seconds.",
  }),
};

export const IF_NONE_MATCH = {
  "if-none-match": { type: "string", description: "An ETag that is known already." },
};

/** The version that this answer is made of: taken once for each request. @throws HttpProblem */
export function currentSnapshot(store: Store): Snapshot {
  const { snapshot } = store;
  if (snapshot !== undefined) return snapshot;
  const errors = store.problems.map(({ path, message }) => ({ path, message }));
  const detail = "No good database was loaded yet; /v1/health says why.";
  throw new HttpProblem(503, detail, { errors, headers: { "retry-after": "2" } });
}

/** Ends a request for data: 304 when the caller has this version, and the body otherwise. */
export function sendData(
  request: FastifyRequest,
  reply: FastifyReply,
  snapshot: Snapshot,
  type: string,
  body: () => Buffer | string,
): FastifyReply {
  reply.header("etag", snapshot.etag).header("cache-control", "no-cache");
  if (knows(request.headers["if-none-match"], snapshot.etag)) return reply.code(304).send();
  return reply.type(type).send(body());
}

/** RFC 9110: a list of ETags, compared weakly, or `*`. */
export function knows(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(",").some((part) => {
    const known = part.trim();
    return known === "*" || known === etag || known === `W/${etag}`;
  });
}
