import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { json, problem } from "../../../lib/http/answers.ts";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { placed } from "../../../lib/releases/documents/problem.ts";
import type { Store } from "../database/store.ts";

/** `POST /v1/reload` @param token undefined allows only the machine itself */
export function reloadEndpoint(store: Store, token: string | undefined): Endpoint {
  return {
    method: "POST",
    url: "/v1/reload",
    id: "reload",
    summary: "Read the database and the policy now",
    description:
      "Not needed for changes to the files, which the server notices itself. If the server has no RELOAD_TOKEN, only requests from the machine itself (127.0.0.1, ::1) are allowed.",
    security: [{ reloadToken: [] }, {}],
    answers: {
      200: json("reload", "the files are valid and served."),
      401: problem("the token is missing or wrong.", { "www-authenticate": "Bearer" }),
      403: problem("the server has no RELOAD_TOKEN, and the request comes from another machine."),
      503: problem("the server is stopping.", { "retry-after": "Seconds." }),
      422: problem(
        "the files are invalid; errors lists the problems. The last valid version is still served.",
      ),
    },
    async handle(request, reply) {
      if (token === undefined) requireLoopback(request);
      else requireToken(request, token);
      const reload = await store.reload();
      if (reload.kind === "stopped")
        throw new HttpProblem(
          503,
          "The server is stopping: repeat the request, and another server will answer.",
          {
            headers: { "retry-after": "1" },
          },
        );
      if (reload.kind === "broken") {
        const errors = reload.problems.map((found) => ({
          path: found.path,
          message: placed(found.document, found),
        }));
        const served = reload.snapshot === undefined ? "nothing" : `version ${reload.snapshot.version}`;
        throw new HttpProblem(422, `The files are invalid; ${served} is served.`, { errors });
      }
      const { version, size } = reload.snapshot;
      return reply
        .header("cache-control", "no-store")
        .type("application/json; charset=utf-8")
        .send(JSON.stringify({ changed: reload.kind === "loaded", version, releases: size }));
    },
  };
}

function requireToken({ headers }: FastifyRequest, token: string): void {
  const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  if (given !== undefined && timingSafeEqual(digest(given), digest(token))) return;
  const detail = `${given === undefined ? "There is no bearer token" : "The bearer token is wrong"}: send "Authorization: Bearer <RELOAD_TOKEN>".`;
  throw new HttpProblem(401, detail, { headers: { "www-authenticate": 'Bearer realm="reload"' } });
}

/** Of one length, so that the comparison takes the same time for every token. */
function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** A proxy on this machine forwards other people's requests, and a browser those of other sites' pages. */
function requireLoopback({ socket, headers }: FastifyRequest): void {
  const ip = socket.remoteAddress ?? "";
  const here = ip === "::1" || /^(?:::ffff:)?127\./.test(ip);
  const passedOn = ["forwarded", "x-forwarded-for", "via", "origin"].some(
    (name) => headers[name] !== undefined,
  );
  if (here && !passedOn) return;
  throw new HttpProblem(403, "The server has no RELOAD_TOKEN, so only its own machine may reload: set one.");
}
