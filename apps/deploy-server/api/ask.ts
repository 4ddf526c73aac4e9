import { DECISIONS } from "../../../lib/deploys/choices.ts";
import { apiKeys } from "../../../lib/deploys/idempotency.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import { json, problem } from "../../../lib/http/answers.ts";
import { bodyOf, headerOf } from "../../../lib/http/bodies.ts";
import { Parameters } from "../../../lib/http/parameters.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { objectSchema } from "../../../lib/http/schema.ts";
import { findRequest } from "../../../lib/store/requests.ts";
import { readReleaseState } from "../github/release-files.ts";
import { at, parsedJson, textAt } from "../narrow.ts";
import { askFor } from "../requests/ask-for.ts";
import { decide } from "../requests/decide.ts";
import { wishedNow, type Wished } from "../requests/wished.ts";
import { catalogFor, entryOf, isArtifactless, type CatalogEntry } from "../views/catalog.ts";
import { requestFor, seenBy } from "../views/request-view.ts";
import { eventId } from "../webhooks/event-id.ts";
import { calledIn } from "./asked.ts";
import { askerIn, callerOf, KEY, keyIn } from "./asker.ts";
import type { ApiEndpoint } from "./endpoint.ts";
import { insistOnTarget, noRequest } from "./lists.ts";
import { requestJson } from "./shapes.ts";
import { WISH_SCHEMA } from "./wish-schema.ts";

/** `POST /v1/requests` */
export const askForDeploy: ApiEndpoint = {
  method: "POST",
  url: "/v1/requests",
  isShared: true,
  id: "createRequest",
  summary: "Ask for a deploy, an undeploy, or what ran before",
  description:
    "A JSON object with config, channel, and what is to happen, in one of these fields: branch, pull_request or artifact_sha, each perhaps with config_sha; version of a chart; config_sha alone, of a config without an artifact; reapply, the id of an earlier request or a commit of the ledger; or true for undeploy, rollback or resume. Perhaps why. The same rules as in chat decide; a request that waits for confirmation is confirmed with POST /v1/requests/{id}/decisions. A job of GitHub Actions may ask where people.<channel>.workflows in db/server.yaml lists its workflow.",
  requestHeaders: { "idempotency-key": KEY },
  body: WISH_SCHEMA,
  answers: {
    200: json("request", "the request that there was for this wish already."),
    201: json("request", "the request, which is worked on."),
    403: problem("whoever asks may see, and may not ask."),
    404: problem("there is no such target that you may see; it names the nearest."),
    409: problem("the Idempotency-Key was used for another wish."),
    413: problem("the body is too large."),
    422: problem("there is nothing to deploy by this: nothing ran before, or the config has no artifact."),
  },
  async answer(world, viewer, request) {
    const by = askerIn(viewer);
    const key = keyIn(headerOf(request, "idempotency-key"));
    const { target: named, wished, why } = calledIn(bodyOf(request));
    const catalog = await catalogFor(world, viewer);
    const target = insistOnTarget(catalog, named);
    insistOnFit(entryOf(catalog, target), wished);
    const state = await readReleaseState(world.github, world.settings.releases);
    // Two wishes are the same if their caller says so, by the key.
    const { key: once } = apiKeys(callerOf(viewer), key);
    const id = eventId(once);
    const before = await findRequest(world.db, id);
    const wish =
      before !== undefined && isStill(before.request, { target, wished })
        ? before.request
        : await wishedNow(world, state, { target, wished, why });
    const asked = { target, kind: wish.kind, wish: wish.wish, why: wish.why, by, id, once };
    const answer = await askFor(world, { config: state.config, asked });
    if (answer.kind === "unknown target") throw new HttpProblem(404, `${answer.fault.says}.`);
    const { request: made, isNew } = answer;
    // Found by its id, which is the key's: what it was used for first stays.
    if (!isNew && made.id === id && !isSameWish(made, asked)) {
      throw new HttpProblem(
        409,
        `Idempotency-Key was used for ${made.kind} of ${targetKey(made.target)} already (request ${made.id}): send another one with another wish.`,
      );
    }
    const view = seenBy(catalog, made);
    if (view === undefined) throw noRequest(made.id);
    return {
      status: isNew ? 201 : 200,
      headers: { location: `/v1/requests/${made.id}` },
      body: requestJson(view, world.settings.publicUrl),
    };
  },
};

/** A rollback that is sent again is the one that there was: what ran before then ran, may run now. */
function isStill(
  made: DeployRequest,
  { target, wished }: { readonly target: Target; readonly wished: Wished },
): boolean {
  return (
    wished.kind === "rollback" && made.kind === "rollback" && targetKey(made.target) === targetKey(target)
  );
}

/** @throws HttpProblem 422 for an artifact of a config that has none */
function insistOnFit(entry: CatalogEntry | undefined, wished: Wished): void {
  if (wished.kind !== "deploy" || wished.wish.by !== "commit") return;
  if (entry === undefined || !isArtifactless(entry)) return;
  throw new HttpProblem(
    422,
    `${entry.name} has no artifact, so that artifact_sha names nothing of it: give config_sha alone.`,
  );
}

/** `POST /v1/requests/{id}/decisions` */
export const decideOnRequest: ApiEndpoint = {
  method: "POST",
  url: "/v1/requests/:id/decisions",
  id: "decideRequest",
  summary: "Confirm, approve, cancel or stop a request",
  description:
    "A JSON object with decision (ship, approve, cancel, stop, terminate, retry or rollback) and, for ship and approve, preview: the hash of the preview that was shown. For people alone: a job cannot confirm what it has asked for.",
  params: {
    id: {
      type: "string",
      pattern: "^[0-9a-f-]{36}$",
      description: "a request's id, as POST /v1/requests answers it",
    },
  },
  body: objectSchema(
    {
      decision: { enum: DECISIONS },
      preview: { type: "string", description: "the hash of the preview that was shown" },
    },
    ["preview"],
  ),
  answers: {
    200: json("request", "the request that it is about now: for retry and rollback, the new one."),
    403: problem("whoever asks may see, and may not decide."),
    404: problem("there is none that you may see."),
    409: problem("nothing has changed; it says why."),
    413: problem("the body is too large."),
  },
  async answer(world, viewer, request) {
    const by = askerIn(viewer);
    if (by.job !== undefined) {
      throw new HttpProblem(
        403,
        "A job decides nothing: a person confirms, approves or cancels, on the request's page or in chat.",
      );
    }
    const id = new Parameters(request.params).text("id");
    const body = parsedJson(bodyOf(request));
    const [decision = "", previewHash = ""] = [textAt(body, "decision"), textAt(body, "preview")];
    if (!DECISIONS.some((one) => one === decision)) {
      throw new HttpProblem(
        400,
        `decision is ${JSON.stringify(at(body, "decision")) ?? "missing"}: one of ${DECISIONS.join(", ")} is allowed.`,
      );
    }
    const catalog = await catalogFor(world, viewer);
    const view = await requestFor(world, catalog, id);
    if (view === undefined) throw noRequest(id);
    const decided = await decide(world, { request: view.request, decision, previewHash, by });
    if (decided.kind === "refused") throw new HttpProblem(409, `Nothing has changed: ${decided.because}.`);
    const now = await requestFor(world, catalog, decided.request);
    if (now === undefined) throw noRequest(decided.request);
    return { body: requestJson(now, world.settings.publicUrl) };
  },
};

function isSameWish(
  made: { readonly target: object; readonly kind: string; readonly wish: object },
  called: { readonly target: object; readonly kind: string; readonly wish: object },
): boolean {
  const parts = ({ target, kind, wish }: typeof called): string => JSON.stringify([target, kind, wish]);
  return parts(made) === parts(called);
}
