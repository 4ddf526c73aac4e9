import type { Target } from "../../../lib/deploys/target.ts";
import { unknownName } from "../../../lib/deploys/unknown-name.ts";
import { json, problem } from "../../../lib/http/answers.ts";
import { Parameters } from "../../../lib/http/parameters.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { pastDeploys } from "../requests/past-deploys.ts";
import { sentence } from "../sentence.ts";
import { catalogFor, entryOf, type Catalog } from "../views/catalog.ts";
import { requestFor, seenBy } from "../views/request-view.ts";
import { targetViews, teamOf } from "../views/target-view.ts";
import { CURSOR, decodeCursor, encodeCursor, LIMIT, LINK, linkTo } from "./cursor.ts";
import type { ApiEndpoint } from "./endpoint.ts";
import { configJson, pastJson, requestJson, targetJson } from "./shapes.ts";

const NAME = { type: "string", pattern: "^[a-z0-9._-]{1,128}$" };
export const CONFIG = { ...NAME, description: "a config's name" };
export const CHANNEL = { ...NAME, description: "a channel" };
const TEAM = { ...NAME, description: "the team that a config says it belongs to" };
const ID = {
  type: "string",
  pattern: "^[0-9a-f-]{36}$",
  description: "a request's id, as POST /v1/requests answers it",
};

/** `GET /v1/configs` */
export const configs: ApiEndpoint = {
  method: "GET",
  url: "/v1/configs",
  id: "listConfigs",
  summary: "The deploy configs that you may see",
  description: "Those whose repositories your token may read: where they are, and where they are built.",
  query: { team: TEAM },
  answers: { 200: json("configs", "all of them, by name.") },
  async answer(world, viewer, { query }) {
    const team = new Parameters(query).optionalText("team");
    const { entries } = await catalogFor(world, viewer);
    const found = entries.filter((entry) => team === undefined || teamOf(entry) === team);
    return { body: { configs: found.map(configJson) } };
  },
};

/** `GET /v1/targets` */
export const targets: ApiEndpoint = {
  method: "GET",
  url: "/v1/targets",
  id: "listTargets",
  summary: "How each config stands in each channel",
  query: { config: CONFIG, channel: CHANNEL, team: TEAM },
  answers: { 200: json("targets", "all that you may see, by config."), 404: NOT_LISTED() },
  async answer(world, viewer, { query }) {
    const parameters = new Parameters(query);
    const [config, channel, team] = ["config", "channel", "team"].map((name) =>
      parameters.optionalText(name),
    );
    const catalog = await catalogFor(world, viewer);
    if (config !== undefined) insistOnConfig(catalog, config);
    const found = catalog.entries
      .filter((entry) => (config ?? entry.name) === entry.name && (team ?? teamOf(entry)) === teamOf(entry))
      .flatMap(({ name, channels }) => channels.map((one) => ({ config: name, channel: one })))
      .filter((target) => (channel ?? target.channel) === target.channel);
    return { body: { targets: (await targetViews(world, catalog, found)).map(targetJson) } };
  },
};

/** `GET /v1/requests` */
export const requests: ApiEndpoint = {
  method: "GET",
  url: "/v1/requests",
  isShared: true,
  id: "listRequests",
  summary: "Deploy requests, the newest first",
  description: "Follow the Link header to the next page.",
  query: {
    config: CONFIG,
    channel: CHANNEL,
    state: {
      enum: ["open", "ended"],
      description: "open or ended: only those that are under way, or have ended",
    },
    limit: LIMIT,
    cursor: CURSOR,
  },
  answers: { 200: json("requests", "one page.", LINK), 404: NOT_LISTED() },
  async answer(world, viewer, { query }) {
    const parameters = new Parameters(query);
    const [config, channel, state, cursor] = ["config", "channel", "state", "cursor"].map((name) =>
      parameters.optionalText(name),
    );
    const limit = parameters.integer("limit");
    const catalog = await catalogFor(world, viewer);
    if (config !== undefined) insistOnConfig(catalog, config);
    const page = await listRequests(world.db, {
      configs: config === undefined ? catalog.entries.map(({ name }) => name) : [config],
      channel,
      isOpen: state === undefined ? undefined : state === "open",
      limit: limit + 1,
      before: cursor === undefined ? undefined : decodeCursor(cursor).sequence,
    });
    const shown = page.slice(0, limit);
    const last = page.length > limit ? shown.at(-1) : undefined;
    const found = shown.flatMap(({ request }) => seenBy(catalog, request) ?? []);
    return {
      headers: linkTo(
        { config, channel, state, limit: limit === LIMIT.default ? undefined : String(limit) },
        last && encodeCursor(last.sequence),
      ),
      body: { requests: found.map((view) => requestJson(view, world.settings.publicUrl)) },
    };
  },
};

/** `GET /v1/requests/{id}` */
export const request: ApiEndpoint = {
  method: "GET",
  url: "/v1/requests/:id",
  id: "getRequest",
  summary: "A deploy request",
  params: { id: ID },
  answers: { 200: json("request", "as it is now."), 404: problem("there is none that you may see.") },
  async answer(world, viewer, { params }) {
    const id = new Parameters(params).text("id");
    const view = await requestFor(world, await catalogFor(world, viewer), id);
    if (view === undefined) throw noRequest(id);
    return { body: requestJson(view, world.settings.publicUrl) };
  },
};

export function noRequest(id: string): HttpProblem {
  return new HttpProblem(404, `There is no request ${id} that you may see: /v1/requests lists those.`);
}

/** `GET /v1/history` */
export const history: ApiEndpoint = {
  method: "GET",
  url: "/v1/history",
  id: "listHistory",
  summary: "What was deployed to a target, the newest first",
  description:
    "Requests, and from the ledger's own history what was released without one. Both config and channel are needed. Follow the Link header to the next page.",
  query: { config: CONFIG, channel: CHANNEL, limit: LIMIT, cursor: CURSOR },
  answers: { 200: json("history", "one page.", LINK), 404: NOT_LISTED() },
  async answer(world, viewer, { query }) {
    const parameters = new Parameters(query);
    const [config = "", channel = "", cursor] = ["config", "channel", "cursor"].map((name) =>
      parameters.optionalText(name),
    );
    const limit = parameters.integer("limit");
    const catalog = await catalogFor(world, viewer);
    const target = insistOnTarget(catalog, { config, channel });
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const { history: past, next } = await pastDeploys(world, catalog.state, { target, limit, after });
    return {
      headers: linkTo(
        { config, channel, limit: limit === LIMIT.default ? undefined : String(limit) },
        next && encodeCursor(next.sequence, next.at),
      ),
      body: { history: past.map(pastJson) },
    };
  },
};

function NOT_LISTED() {
  return problem("there is no such config, or target, that you may see; it names the nearest.");
}

/** @throws HttpProblem 404 with the nearest of what the viewer may see, and of nothing else */
function insistOnConfig({ entries }: Catalog, config: string): void {
  const known = entries.map(({ name }) => name);
  if (!known.includes(config)) {
    throw new HttpProblem(404, sentence(unknownName("config", config, known)));
  }
}

/** @throws HttpProblem 404 */
export function insistOnTarget(catalog: Catalog, target: Target): Target {
  insistOnConfig(catalog, target.config);
  if (entryOf(catalog, target) !== undefined) return target;
  const { channels = [] } = catalog.entries.find(({ name }) => name === target.config) ?? {};
  throw new HttpProblem(
    404,
    sentence(`${unknownName("channel", target.channel, channels)} (of ${target.config})`),
  );
}
