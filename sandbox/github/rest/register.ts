import type { FastifyInstance, FastifyRequest } from "fastify";
import { permissionHeaders, refuseAccess } from "../access.ts";
import { type Answer, Refusal, notFound, unknownToSandbox } from "../errors.ts";
import type { Caller, Exchange, Operation, Refuse } from "../exchange.ts";
import { type DescribedOperation, describedOperation } from "../openapi/description.ts";
import { checkAnswer } from "../openapi/check-answer.ts";
import type { World } from "../world.ts";
import type { RestRoute } from "./route.ts";
import { routes } from "./routes.ts";

/** Serves every route at its described method and path, below `/api/v3`. */
export function registerRest(app: FastifyInstance, world: World, exchange: Exchange): void {
  for (const route of routes) {
    const described = describedOperation(route.operation);
    serve(app, exchange, route.operation, described, (request, caller) =>
      answerRoute(world, route, described, request, caller),
    );
  }
  const rateLimit = describedOperation("rate-limit/get");
  serve(app, exchange, "rate-limit/get", rateLimit, (_request, caller) => rateLimitAnswer(world, caller));
}

function serve(
  app: FastifyInstance,
  exchange: Exchange,
  id: string,
  described: DescribedOperation,
  answer: (request: FastifyRequest, caller: Caller) => Promise<Answer> | Answer,
): void {
  const operation: Operation = {
    id,
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
        checkAnswer(id, await answer(request, caller)),
      ),
  });
}

/** `{path}` and `{ref}` at the end may hold slashes; GitHub's branch names do, too. */
const routerPath = (path: string): string =>
  path.replace(/\/\{(path|ref|branch)\}$/, "/*").replace(/\{(\w+)\}/g, ":$1");

/** The name of the parameter that the router calls `*`. */
const restName = (path: string): string => /\{(path|ref|branch)\}$/.exec(path)?.[1] ?? "*";

async function answerRoute(
  world: World,
  route: RestRoute,
  described: DescribedOperation,
  request: FastifyRequest,
  caller: Caller,
): Promise<Answer> {
  const { "*": rest, ...named } = request.params as Record<string, string>;
  const params = rest === undefined ? named : { ...named, [restName(described.path)]: rest };
  const repository = world.repositories.find(`${params["owner"]}/${params["repo"]}`);
  const refusal = refuseAccess(caller.credential?.grant, repository?.info, route.permission);
  if (refusal !== undefined) throw refusal;
  if (repository === undefined) throw notFound();
  const url = new URL(request.url, world.url);
  const query = url.searchParams;
  const unknown = [...query.keys()].find((name) => !route.query.includes(name));
  if (unknown !== undefined) throw unknownToSandbox(`the parameter "${unknown}" of ${route.operation}`);
  const answer = await route.answer({
    world,
    caller,
    repository,
    params,
    query,
    url,
    body: parseJson(request.body),
    accept: request.headers.accept ?? "",
  });
  const permission = permissionHeaders(caller.credential?.grant, route.permission);
  return { ...answer, headers: { ...permission, ...answer.headers } };
}

function parseJson(body: unknown): unknown {
  if (!Buffer.isBuffer(body) || body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new Refusal(400, "Problems parsing JSON");
  }
}

/** Every refusal says where its operation is documented, and its status once more. */
const refuse: Refuse = (refusal, operation) => ({
  status: refusal.status,
  headers: refusal.headers,
  body: {
    ...refusal.body,
    documentation_url: refusal.body["documentation_url"] ?? operation.documentation,
    status: String(refusal.status),
  },
});

function rateLimitAnswer(world: World, { credential }: Caller): Answer {
  const core = world.limits.budget(credential, "core");
  const graphql = world.limits.budget(credential, "graphql");
  // The sandbox has no search, but GitHub's answer always names it.
  const search = { ...core, limit: 30, used: 0, remaining: 30 };
  return { status: 200, body: { resources: { core, graphql, search }, rate: core } };
}
