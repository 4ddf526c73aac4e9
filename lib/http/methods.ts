import { METHODS as PARSED } from "node:http";
import type { FastifyInstance } from "fastify";
import { HttpProblem, sendProblem } from "./problem.ts";

/** Every method that Node parses, except CONNECT, which never arrives as a request. */
const METHODS: readonly string[] = PARSED.filter((method) => method !== "CONNECT");

/** Fastify routes only eight methods by default, and answers 404 to the others. */
export function routeEveryMethod(app: FastifyInstance): void {
  for (const method of METHODS) if (!app.supportedMethods.includes(method)) app.addHttpMethod(method);
}

/** Answers all other methods at an address, without waiting for a body that may never arrive. */
export function refuseOtherMethods(app: FastifyInstance, url: string, allowed: readonly string[]): void {
  const refusal = (method: string): HttpProblem => {
    const detail = `${method} is not allowed at ${url}: use ${allowed.join(" or ")}.`;
    return new HttpProblem(405, detail, { headers: { allow: allowed.join(", ") } });
  };
  app.route({
    method: METHODS.filter((method) => !allowed.includes(method)),
    url,
    onRequest: (request, reply) => void sendProblem(reply, refusal(request.method)),
    handler: (request) => {
      throw refusal(request.method);
    },
  });
}
