import type { FastifyRequest } from "fastify";
import { problem } from "../../../lib/http/answers.ts";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import type { Viewer } from "../people/viewer.ts";
import { isFinal, Rejected } from "../rejected.ts";
import { sentence } from "../sentence.ts";
import { mayPass, messageOf } from "../trouble.ts";
import { unusable } from "../views/unusable.ts";
import type { World } from "../world.ts";
import { SECURITY, viewerOf } from "./authorize.ts";

/** What an endpoint of the API answers with. */
export interface ApiAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

/** An endpoint of the API: what it does for somebody whom GitHub knows. */
export interface ApiEndpoint extends Omit<Endpoint, "handle" | "security"> {
  readonly answer: (world: World, viewer: Viewer, request: FastifyRequest) => Promise<ApiAnswer>;
}

/** What every endpoint of the API may answer. */
const REFUSALS: Endpoint["answers"] = {
  400: problem("something in the request is wrong; it says what is allowed."),
  401: problem("there is no token, or GitHub does not take it."),
  429: problem("too many tokens that GitHub does not take came from your address, or in all."),
  503: problem("GitHub or the store cannot be asked now, or clients hold too much: try again."),
};

/** Serves an endpoint of the API: nothing is answered to whom GitHub does not know. */
export function apiEndpoint(world: World, { answer, ...endpoint }: ApiEndpoint): Endpoint {
  return {
    ...endpoint,
    security: SECURITY,
    answers: { ...endpoint.answers, ...REFUSALS },
    async handle(request, reply) {
      const viewer = await viewerOf(world, request);
      const {
        status = 200,
        headers = {},
        body,
      } = await explained(world, () => answer(world, viewer, request));
      return reply
        .code(status)
        .headers({ "cache-control": "no-store", ...headers })
        .type("application/json; charset=utf-8")
        .send(JSON.stringify(body));
    },
  };
}

/** What somebody has to change, or what is tried again later, is said; all else is the server's own fault. */
async function explained<T>(world: World, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof HttpProblem) throw error;
    if (error instanceof Rejected) throw new HttpProblem(422, sentence(error.message));
    if (mayPass(error)) {
      throw new HttpProblem(503, messageOf(error), { headers: { "retry-after": "10" } });
    }
    if (isFinal(error)) throw new HttpProblem(503, unusable(world, error));
    throw error;
  }
}
