import type { FastifyRequest } from "fastify";
import { ProvenanceRefusal } from "../../../lib/github/oidc/refusal.ts";
import { fullName } from "../../../lib/github/repository.ts";
import { json, problem } from "../../../lib/http/answers.ts";
import { bodyOf, headerOf } from "../../../lib/http/bodies.ts";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { readDispatch } from "../../../lib/releases/documents/dispatch.ts";
import { InvalidDocument } from "../../../lib/releases/documents/problem.ts";
import { findDispatch, type StoredDispatch } from "../../../lib/store/dispatches.ts";
import { MOST_WAITING, takeDispatch, type ArrivingDispatch } from "../dispatches/receive.ts";
import { mayPass, messageOf } from "../trouble.ts";
import type { World } from "../world.ts";
import { bodyIn } from "./body.ts";
import { DISPATCH_BODY } from "./dispatch-schemas.ts";

/** A connection is closed that is silent for longer. */
const PATIENCE_MS = 50_000;
const CHALLENGE = { headers: { "www-authenticate": 'Bearer realm="deploy server"' } };
const CROWDED = { headers: { "retry-after": "5" } };
const AGAIN = { headers: { "retry-after": "1" } };

/** `POST /v1/dispatches` */
export function dispatchesEndpoint(world: World): Endpoint {
  return {
    method: "POST",
    url: "/v1/dispatches",
    id: "sendDispatch",
    summary: "Release what a build has made, by its job's OIDC token alone",
    description:
      "For trigger-dispatch. The body is a dispatch as its client_payload has it, without provenance. The token proves its source, and its audience names the release repository, the dispatch's id and the releases, so that it is good for nothing else; each token is good once. db/policy.json must say that the containers belong to the source repository. The answer comes when the commit is in the release repository.",
    security: [{ dispatchToken: [] }],
    body: DISPATCH_BODY,
    answers: {
      200: json("dispatchOutcome", "what became of each release; rejected ones wrote nothing."),
      400: problem("the body is no dispatch; it says what is allowed."),
      401: problem("the token does not prove that the source sends this dispatch."),
      409: problem("the token or the dispatch's id was used before, or the commit was refused."),
      413: problem("the body is too large."),
      429: problem("the source repository has too many dispatches waiting."),
      503: problem("it is not decided yet, or GitHub or the store cannot be asked: send it again."),
    },
    async handle(request, reply) {
      const token = tokenIn(request);
      const arriving = dispatchIn(bodyOf(request));
      await take(world, arriving, token);
      const { outcome, error, state } = await settled(world, arriving.id);
      if (state === "failed") {
        throw new HttpProblem(409, `Nothing was written: ${error}.`);
      }
      if (outcome === undefined) {
        throw new HttpProblem(
          503,
          `Dispatch ${arriving.id} is taken, and not written yet${error === undefined ? "" : `: ${error}`}. Send it again, with a new token.`,
          AGAIN,
        );
      }
      return reply
        .code(200)
        .header("cache-control", "no-store")
        .type("application/json; charset=utf-8")
        .send(JSON.stringify({ dispatch_id: arriving.id, ...outcome }));
    },
  };
}

/** @throws HttpProblem 401 */
function tokenIn(request: FastifyRequest): string {
  const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(headerOf(request, "authorization") ?? "") ?? [];
  if (token !== undefined) return token;
  throw new HttpProblem(
    401,
    "There is no OIDC token: send the header Authorization: Bearer <token>, as trigger-dispatch does in a job with the permission id-token: write.",
    CHALLENGE,
  );
}

/** @throws HttpProblem 400 */
function dispatchIn(text: string): ArrivingDispatch {
  const body = bodyIn(text, "a dispatch, with version, dispatch_id, releases and source");
  try {
    // No other form has an id and a source of its own.
    const { source, provenance, ...dispatch } = readDispatch({ version: undefined, ...body }, "");
    if (provenance !== undefined) {
      throw new HttpProblem(
        400,
        "The body has provenance: send the token in the header Authorization alone.",
      );
    }
    if (source === undefined) {
      throw new HttpProblem(400, "The dispatch has no source: only a build can send one here.");
    }
    return { ...dispatch, source };
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    throw new HttpProblem(400, error.message, {
      errors: error.problems.map(({ path, message }) => ({ path, message })),
    });
  }
}

/** @throws HttpProblem */
async function take(world: World, arriving: ArrivingDispatch, token: string): Promise<void> {
  try {
    const taken = await takeDispatch(world, arriving, token);
    if (taken === "crowded") {
      throw new HttpProblem(
        429,
        `${arriving.source.repository} has ${MOST_WAITING} dispatches waiting to be written: nothing was taken. Send it again in some seconds, or send the containers of one build in one dispatch.`,
        CROWDED,
      );
    }
    if (taken === "replayed") {
      throw new HttpProblem(409, "This token was used before: request a new one for each request.");
    }
    if (taken === "another's") {
      throw new HttpProblem(
        409,
        `dispatch_id ${arriving.id} is another dispatch's: send a random one, as uuidgen makes it.`,
      );
    }
  } catch (error) {
    throw problemOf(world, error);
  }
}

function problemOf({ settings }: World, error: unknown): unknown {
  if (error instanceof InvalidDocument || error instanceof ProvenanceRefusal) {
    const releases = fullName(settings.releases.repository);
    return new HttpProblem(
      401,
      `The OIDC token is refused: ${error.message}. It must come from the build itself, and be requested for this dispatch to ${releases}: check the input repository.`,
      CHALLENGE,
    );
  }
  if (mayPass(error)) {
    return new HttpProblem(503, messageOf(error), { headers: { "retry-after": "10" } });
  }
  return error;
}

/** How a dispatch stands once it is over, or when whoever has sent it should ask again. @throws HttpProblem */
async function settled(world: World, id: string): Promise<StoredDispatch> {
  try {
    const before = await found(world, id);
    if (before.state !== "waiting") return before;
    await world.awaited.until(id, PATIENCE_MS);
    return await found(world, id);
  } catch (error) {
    throw problemOf(world, error);
  }
}

async function found({ db }: World, id: string): Promise<StoredDispatch> {
  const stored = await findDispatch(db, id);
  if (stored === undefined) throw new Error("a dispatch was taken, and is gone");
  return stored;
}
