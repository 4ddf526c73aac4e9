import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ApiResponse } from "../../http/answer.ts";
import { Refusal, unknownToSandbox } from "../errors.ts";
import type { Caller, Exchange, Operation, Refuse } from "../exchange.ts";
import { checkAnswer } from "../openapi/check-answer.ts";
import { describedOperation } from "../openapi/description.ts";

/** Serves an operation at its described method and path below `/api/v3`; its answers are checked against GitHub's. */
export function serveOperation(
  app: FastifyInstance,
  exchange: Exchange,
  { id, authorization = "token" }: Pick<Operation, "id" | "authorization">,
  answer: (request: FastifyRequest, caller: Caller) => Promise<ApiResponse> | ApiResponse,
): void {
  const described = describedOperation(id);
  const operation: Operation = {
    id,
    authorization,
    // "Accessing this endpoint does not count against your REST API rate limit."
    resource: id === "rate-limit/get" ? undefined : "core",
    createsContent: described.method !== "GET",
    documentation: described.documentation,
  };
  app.route({
    method: described.method,
    url: `/api/v3${routerPath(described.path)}`,
    handler: (request, reply) =>
      exchange.serve(request, reply, operation, refuse, async (caller) =>
        unlessKnown(id, request, checkAnswer(id, await answer(request, caller))),
      ),
  });
}

/**
 * 304 where the caller has this answer already. Every answer of GitHub has an ETag; here only some do.
 * @throws Refusal 501 for a condition on another one
 */
function unlessKnown(id: string, { headers }: FastifyRequest, answer: ApiResponse): ApiResponse {
  const known = headers["if-none-match"];
  const etag = answer.headers?.["etag"];
  if (known === undefined || answer.status !== 200) return answer;
  if (etag === undefined) throw unknownToSandbox(`If-None-Match of ${id}`);
  return known === etag ? { status: 304, headers: { etag } } : answer;
}

/** `{path}` and `{ref}` at the end may contain slashes, as GitHub's branch names may. */
const routerPath = (path: string): string =>
  path.replace(/\/\{(path|ref|branch)\}$/, "/*").replace(/\{(\w+)\}/g, ":$1");

/** The name of the parameter that the router calls `*`. */
export const restName = (path: string): string => /\{(path|ref|branch)\}$/.exec(path)?.[1] ?? "*";

/** @throws Refusal 501 for a parameter that the operation ignores */
export function knownQuery(
  { operation, query }: { readonly operation: string; readonly query: readonly string[] },
  { searchParams }: URL,
): URLSearchParams {
  const unknown = [...searchParams.keys()].find((name) => !query.includes(name));
  if (unknown !== undefined) throw unknownToSandbox(`the parameter "${unknown}" of ${operation}`);
  return searchParams;
}

/** @throws Refusal 400 for a body that is not JSON; undefined without a body */
export function parseJson(body: unknown): unknown {
  if (!Buffer.isBuffer(body) || body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new Refusal(400, "Problems parsing JSON");
  }
}

/** Every refusal says where its operation is documented, and repeats its status. */
const refuse: Refuse = (refusal, operation) => ({
  status: refusal.status,
  headers: refusal.headers,
  body: {
    ...refusal.body,
    documentation_url: refusal.body["documentation_url"] ?? operation.documentation,
    status: String(refusal.status),
  },
});
