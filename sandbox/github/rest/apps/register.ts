import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ApiResponse } from "../../../http/answer.ts";
import { pathParams } from "../../../http/request.ts";
import { notAccessible } from "../../access.ts";
import { Refusal, requiresAuthentication } from "../../errors.ts";
import type { Caller, Exchange } from "../../exchange.ts";
import type { World } from "../../world.ts";
import { knownQuery, parseJson, serveOperation } from "../serve.ts";
import { createAccessToken } from "./access-tokens.ts";
import {
  getAuthenticatedApp,
  getInstallation,
  getOrganizationInstallation,
  getRepositoryInstallation,
  getUserInstallation,
  listInstallations,
} from "./app.ts";
import { getHookDelivery, listHookDeliveries, redeliverHook } from "./hook-deliveries.ts";
import { listInstallationRepositories, revokeAccessToken } from "./own-installation.ts";
import type { AppRequest, AppRoute, InstallationRoute } from "./route.ts";
import { getTeamMembership } from "./team-membership.ts";

/** What an App asks with its JWT. */
export const appRoutes: readonly AppRoute[] = [
  createAccessToken,
  getHookDelivery,
  listHookDeliveries,
  redeliverHook,
  getAuthenticatedApp,
  getInstallation,
  getOrganizationInstallation,
  getRepositoryInstallation,
  getUserInstallation,
  listInstallations,
];

/** What an installation asks with a token of its own. */
export const installationRoutes: readonly InstallationRoute[] = [
  getTeamMembership,
  listInstallationRepositories,
  revokeAccessToken,
];

export function registerApps(app: FastifyInstance, world: World, exchange: Exchange): void {
  for (const route of appRoutes) {
    serveOperation(app, exchange, { id: route.operation, authorization: "app" }, (request, caller) =>
      answerApp(world, route, request, caller),
    );
  }
  for (const route of installationRoutes) {
    serveOperation(app, exchange, { id: route.operation }, (request, caller) =>
      answerInstallation(world, route, request, caller),
    );
  }
}

function answerApp(
  world: World,
  route: AppRoute,
  request: FastifyRequest,
  { credential }: Caller,
): ApiResponse {
  const app = world.apps.bySlug(credential?.grant.actor.replace(/\[bot\]$/, "") ?? "");
  if (app === undefined) throw new Error("an App without an identity got as far as its operation");
  return route.answer({ ...requestOf(world, route, request), app });
}

function answerInstallation(
  world: World,
  route: InstallationRoute,
  request: FastifyRequest,
  { credential }: Caller,
): ApiResponse {
  if (credential === undefined) throw requiresAuthentication();
  if (credential.grant.kind !== "installation") throw new Refusal(403, notAccessible(credential.grant));
  return route.answer({ ...requestOf(world, route, request), ...credential });
}

function requestOf(world: World, route: AppRoute | InstallationRoute, request: FastifyRequest): AppRequest {
  const url = new URL(request.url, world.url);
  return {
    world,
    params: pathParams(request),
    query: knownQuery(route, url),
    url,
    body: parseJson(request.body),
  };
}
