import type { FastifyInstance, FastifyRequest } from "fastify";
import { serveEndpoint, type Endpoint } from "./endpoint.ts";
import type { Overload } from "./limits/overload.ts";
import { HttpProblem } from "./problem.ts";

/** Serves endpoints whose requests have a body, which they get as it was sent: a signature is over those bytes. */
export async function serveWithBodies(
  app: FastifyInstance,
  endpoints: readonly Endpoint[],
  { overload, bodyLimit }: { readonly overload: Overload; readonly bodyLimit: number },
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit }, (_request, body, done) =>
      done(null, body),
    );
    for (const endpoint of endpoints) serveEndpoint(scope, endpoint, overload);
  });
}

/** @throws HttpProblem for a request without one */
export function bodyOf({ body }: FastifyRequest): string {
  if (Buffer.isBuffer(body)) return body.toString("utf8");
  throw new HttpProblem(400, "The request has no body.");
}

/** A header that comes once. */
export function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}
