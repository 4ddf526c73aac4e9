import type { FastifyRequest } from "fastify";
import { unknownName } from "../../../lib/deploys/unknown-name.ts";
import { json, problem } from "../../../lib/http/answers.ts";
import { bodyOf } from "../../../lib/http/bodies.ts";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { objectSchema } from "../../../lib/http/schema.ts";
import { allConfigs } from "../../../lib/store/known-repositories.ts";
import { progressOf, type SyncProgress } from "../../../lib/store/sync-pages.ts";
import { findSync, type Sync } from "../../../lib/store/syncs.ts";
import { at, listAt, parsedJson, textAt } from "../narrow.ts";
import { begin } from "../syncs/begin.ts";
import type { World } from "../world.ts";

export const API_BODY_LIMIT = 64 * 1024;

/** Says who asks, if they may. @throws HttpProblem 401 or 403 */
export type Admission = (request: FastifyRequest) => Promise<{ readonly login: string }>;

/** `POST /v1/sync` and `GET /v1/sync/{id}` */
export function syncEndpoints(
  world: World,
  admit: Admission,
): { readonly begin: Endpoint; readonly show: Endpoint } {
  return { begin: beginEndpoint(world, admit), show: showEndpoint(world, admit) };
}

const REFUSED = {
  401: problem("nobody says who asks."),
  403: problem("whoever asks may not."),
} as const;

function beginEndpoint(world: World, admit: Admission): Endpoint {
  return {
    method: "POST",
    url: "/v1/sync",
    id: "beginSync",
    summary: "Compare all that the App sees with what the server knows",
    description:
      "A dry run unless `dry_run` is false: it reads everything and says what it would change. It never deploys; a config that is gone is asked to be undeployed. While one is under way, no other begins.",
    body: {
      ...objectSchema(
        { dry_run: { type: "boolean" }, remove: { type: "array", items: { type: "string" } } },
        ["dry_run", "remove"],
      ),
      additionalProperties: false,
    },
    answers: {
      202: json("sync", "it has begun, or the same is under way."),
      400: problem("the body is not as it should be."),
      409: problem("another one is under way, or the server has no App that could look."),
      ...REFUSED,
    },
    async handle(request, reply) {
      const { login } = await admit(request);
      const wanted = wantedIn(bodyOf(request));
      if (world.settings.github.login.kind !== "app") {
        throw new HttpProblem(
          409,
          "A sync reads what a GitHub App is installed in, and this server acts with a token: set GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY.",
        );
      }
      await requireKnown(world, wanted.confirmed);
      const { sync, isNew } = await begin(world, { ...wanted, askedBy: login });
      // Another's sync does not do what this one was to do.
      const isOther = sync.isDryRun !== wanted.isDryRun || wanted.confirmed.length > 0;
      if (!isNew && isOther) {
        throw new HttpProblem(
          409,
          `Sync ${sync.id} of ${sync.askedBy} is under way: wait for GET /v1/sync/${sync.id}, and ask again.`,
        );
      }
      return reply
        .code(202)
        .header("location", `/v1/sync/${sync.id}`)
        .send(bodyOfSync(sync, await progressOf(world.db, sync.id)));
    },
  };
}

function showEndpoint(world: World, admit: Admission): Endpoint {
  return {
    method: "GET",
    url: "/v1/sync/:id",
    id: "getSync",
    summary: "How far a sync is, and what it has come to",
    params: {
      id: {
        type: "string",
        pattern: "^[0-9a-f-]{36}$",
        description: "a sync's id, as POST /v1/sync answers it",
      },
    },
    answers: {
      200: json("sync", "the sync."),
      400: problem("the id is none."),
      404: problem("there is no such sync."),
      ...REFUSED,
    },
    async handle(request, reply) {
      await admit(request);
      const id = textAt(request.params, "id") ?? "";
      const sync = await findSync(world.db, id);
      if (sync === undefined) {
        throw new HttpProblem(404, `There is no sync ${id}: the newest thirty are kept.`);
      }
      return reply.send(bodyOfSync(sync, await progressOf(world.db, id)));
    },
  };
}

/** @throws HttpProblem 400 for a name that no config has, or several have */
async function requireKnown({ db }: World, names: readonly string[]): Promise<void> {
  const configs = await allConfigs(db);
  for (const name of names) {
    const same = configs.filter((config) => config.name === name);
    if (same.length === 0) {
      const known = [...new Set(configs.map((config) => config.name))];
      throw new HttpProblem(400, `remove names no config: ${unknownName("config", name, known)}.`);
    }
    if (same.length > 1) {
      throw new HttpProblem(
        400,
        `Several repositories have a config ${name}, and remove cannot say which is meant: rename all but one.`,
      );
    }
  }
}

/** @throws HttpProblem 400 */
function wantedIn(text: string): { readonly isDryRun: boolean; readonly confirmed: readonly string[] } {
  const body = text.trim() === "" ? {} : parsedJson(text);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new HttpProblem(400, `The body is no JSON object: send {"dry_run": true}.`);
  }
  const stranger = Object.keys(body).find((name) => name !== "dry_run" && name !== "remove");
  const [isDryRun = true, remove] = [at(body, "dry_run"), at(body, "remove")];
  if (stranger !== undefined) {
    throw new HttpProblem(400, `"${stranger}" means nothing here: dry_run and remove do.`);
  }
  if (typeof isDryRun !== "boolean") {
    throw new HttpProblem(400, `dry_run is ${JSON.stringify(isDryRun)}, but must be true or false.`);
  }
  const confirmed = listAt(body, "remove").filter((name) => typeof name === "string");
  if (remove !== undefined && (!Array.isArray(remove) || confirmed.length !== remove.length)) {
    throw new HttpProblem(400, `remove must be a list of configs' names, such as ["my-app"].`);
  }
  return { isDryRun, confirmed };
}

/** A sync as the API shows it. */
export function bodyOfSync(sync: Sync, progress: SyncProgress): object {
  const { id, askedBy, isDryRun, state, askedAt, endedAt, outcome } = sync;
  return {
    id,
    state,
    dry_run: isDryRun,
    asked_by: askedBy,
    asked_at: askedAt,
    ended_at: endedAt ?? null,
    progress,
    outcome: outcome === undefined ? null : outcomeBody(outcome),
  };
}

function outcomeBody({ isWhole, failures, suspended, ...rest }: NonNullable<Sync["outcome"]>): object {
  const { repositories, branches, configs } = rest;
  const removed = configs.removed.map(({ repository, name }) => ({ repository, name }));
  return {
    whole: isWhole,
    failures,
    suspended,
    repositories,
    branches,
    configs: { ...configs, removed },
  };
}
