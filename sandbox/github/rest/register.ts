import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ApiResponse } from "../../http/answer.ts";
import { pathParams } from "../../http/request.ts";
import { permissionHeaders, refuseAccess } from "../access.ts";
import { notFound } from "../errors.ts";
import type { Caller, Exchange } from "../exchange.ts";
import { describedOperation } from "../openapi/description.ts";
import { belowRepository, movedAnswer } from "../rename.ts";
import type { World } from "../world.ts";
import { registerApps } from "./apps/register.ts";
import { authenticatedUser } from "./people/user.ts";
import { rootAnswer } from "./root.ts";
import type { RestRoute } from "./route.ts";
import { routes } from "./routes.ts";
import { knownQuery, parseJson, restName, serveOperation } from "./serve.ts";

/** Serves the REST API below `/api/v3`. */
export function registerRest(app: FastifyInstance, world: World, exchange: Exchange): void {
  for (const route of routes) {
    const { path } = describedOperation(route.operation);
    serveOperation(app, exchange, { id: route.operation }, (request, caller) =>
      answerRoute(world, route, path, request, caller),
    );
  }
  registerApps(app, world, exchange);
  serveOperation(app, exchange, { id: "meta/root" }, () => rootAnswer(world));
  serveOperation(app, exchange, { id: "rate-limit/get" }, (_request, caller) =>
    rateLimitAnswer(world, caller),
  );
  serveOperation(app, exchange, { id: "users/get-authenticated" }, (_request, caller) =>
    authenticatedUser(world, caller),
  );
}

async function answerRoute(
  world: World,
  route: RestRoute,
  path: string,
  request: FastifyRequest,
  caller: Caller,
): Promise<ApiResponse> {
  const { "*": rest, ...named } = pathParams(request);
  const params = rest === undefined ? named : { ...named, [restName(path)]: rest };
  const url = new URL(request.url, world.url);
  const name = `${params["owner"]}/${params["repo"]}`;
  const grant = caller.credential?.grant;
  const moved = movedAnswer(world, name, { grant, method: request.method, asked: belowRepository(url) });
  if (moved !== undefined) throw moved;
  const repository = world.repositories.find(name);
  const refusal = refuseAccess(grant, repository?.info, route.permission);
  if (refusal !== undefined) throw refusal;
  if (repository === undefined) throw notFound();
  const answer = await route.answer({
    world,
    caller,
    repository,
    params,
    query: knownQuery(route, url),
    url,
    body: parseJson(request.body),
    accept: request.headers.accept ?? "",
  });
  const permission = permissionHeaders(grant, route.permission);
  return { ...answer, headers: { ...permission, ...answer.headers } };
}

function rateLimitAnswer(world: World, { credential }: Caller): ApiResponse {
  const core = world.limits.budget(credential, "core");
  const graphql = world.limits.budget(credential, "graphql");
  // The sandbox has no search, but GitHub's answer always names it.
  const search = { ...core, limit: 30, used: 0, remaining: 30 };
  return { status: 200, body: { resources: { core, graphql, search }, rate: core } };
}
