import { once } from "node:events";
import { createServer as createHttpServer, type Server } from "node:http";
import { fastify, type FastifyInstance } from "fastify";
import type { ApiResponse } from "../http/answer.ts";
import { unknownToSandbox } from "./errors.ts";
import type { Exchange, Operation, Refuse } from "./exchange.ts";
import { registerGit } from "./git-http.ts";
import { registerGraphql } from "./graphql/register.ts";
import type { Issuer } from "./oidc/issuer.ts";
import { registerOidc } from "./oidc/register.ts";
import { registerPages } from "./pages/register.ts";
import { byName } from "./rename.ts";
import { registerRest } from "./rest/register.ts";
import { registerSignIn } from "./sign-in/register.ts";
import type { World } from "./world.ts";

/** Larger than the largest push or file that a test or demo sends. */
const BODY_LIMIT = 256 * 1024 * 1024;

/** A certificate and its key, as PEM. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

export interface ServerOptions {
  readonly issuer: Issuer;
  readonly tls: Tls | undefined;
}

/** The server with everything that is served, not yet listening. */
export function createServer(
  world: World,
  exchange: Exchange,
  { issuer, tls }: ServerOptions,
): FastifyInstance {
  const app = fastify({
    https: tls ?? null,
    bodyLimit: BODY_LIMIT,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    rewriteUrl: ({ url = "/" }) => byName(world, url),
    routerOptions: { maxParamLength: 1000 },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  registerRest(app, world, exchange);
  registerGraphql(app, world, exchange);
  registerGit(app, world, exchange);
  registerOidc(app, world, exchange, issuer);
  registerSignIn(app, world, exchange);
  registerPages(app, world);
  app.setNotFoundHandler((request, reply) => {
    const what = `${request.method} ${request.url}`;
    return exchange.serve(request, reply, unknownOperation, refuse, () =>
      Promise.reject(unknownToSandbox(what)),
    );
  });
  return app;
}

/** Serves the same at a Unix socket, which goes away when it is closed. */
export async function listenOnSocket(app: FastifyInstance, path: string): Promise<Server> {
  const server = createHttpServer((request, response) => app.routing(request, response));
  server.listen(path);
  await once(server, "listening");
  return server;
}

const unknownOperation: Operation = {
  id: "unknown",
  resource: undefined,
  createsContent: false,
  documentation: "",
};

const refuse: Refuse = ({ status, body }): ApiResponse => ({ status, body });
