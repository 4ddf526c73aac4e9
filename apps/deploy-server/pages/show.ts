import type { FastifyRequest } from "fastify";
import { hasEnded } from "../../../lib/deploys/request.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import { fullName } from "../../../lib/github/repository.ts";
import { Parameters } from "../../../lib/http/parameters.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { pastDeploys } from "../requests/past-deploys.ts";
import { requestFor, seenBy } from "../views/request-view.ts";
import { targetViews, teamOf } from "../views/target-view.ts";
import type { World } from "../world.ts";
import { noRequest, targetOf } from "./asking.ts";
import { historyList, placeText, readPlace } from "./history.ts";
import { homeBody, isFilter, type ConfigRow } from "./home.ts";
import { requestBody } from "./request.ts";
import { requestsBody } from "./requests.ts";
import { targetBody } from "./target.ts";
import type { Page, Visit } from "./visit.ts";
import { labelOf } from "./words.ts";

const HISTORY = 20;
const REQUESTS = 50;

/** `/`: the configs by team. */
export async function showHome(world: World, { catalog }: Visit, request: FastifyRequest): Promise<Page> {
  const query = queryOf(world, request);
  const [show, page] = [query.get("show") ?? "", Number(query.get("page") ?? 1)];
  const targets = catalog.entries.flatMap(({ name, channels }) =>
    channels.map((channel) => ({ config: name, channel })),
  );
  const views = Map.groupBy(await targetViews(world, catalog, targets), ({ target }) => target.config);
  const rows: readonly ConfigRow[] = catalog.entries.map((entry) => ({
    name: entry.name,
    team: teamOf(entry),
    source: entry.source ?? entry.files[0]?.repository,
    problems: entry.files.flatMap(({ problems }) => problems ?? [])[0],
    targets: views.get(entry.name) ?? [],
  }));
  return {
    title: "Configs",
    current: "configs",
    body: homeBody(rows, {
      channels: catalog.channels,
      query: {
        q: query.get("q") ?? "",
        show: isFilter(show) ? show : "",
        page: Number.isSafeInteger(page) && page > 0 ? page : 1,
      },
      now: world.clock.now(),
    }),
  };
}

/** `/configs/<config>/<channel>`: how it stands there, and its history. */
export async function showTarget(world: World, visit: Visit, request: FastifyRequest): Promise<Page> {
  const { catalog, formToken } = visit;
  const target = targetOf(visit, targetIn(request));
  const [view] = await targetViews(world, catalog, [target]);
  const entry = catalog.entries.find(({ name }) => name === target.config);
  if (view === undefined || entry === undefined) throw new HttpProblem(404, "There is no such target.");
  const githubUrl = world.settings.github.url;
  const now = world.clock.now();
  const after = readPlace(queryOf(world, request).get("before") ?? "");
  const { history, next } = await pastDeploys(world, catalog.state, { target, limit: HISTORY, after });
  const context = {
    path: `/configs/${target.config}/${target.channel}`,
    source: entry.source,
    home: entry.files[0]?.repository,
    githubUrl,
    formToken,
    desired: view.desired,
    now,
  };
  return {
    title: `${target.config} in ${target.channel}`,
    current: "configs",
    body: targetBody({
      entry,
      view,
      history: historyList(history, next && placeText(next), context),
      githubUrl,
      formToken,
      now,
    }),
  };
}

/** `/requests`: all of what the visitor may see, the newest first. */
export async function showRequests(world: World, { catalog }: Visit, request: FastifyRequest): Promise<Page> {
  const before = Number(queryOf(world, request).get("before") ?? "");
  const found = await listRequests(world.db, {
    configs: catalog.entries.map(({ name }) => name),
    limit: REQUESTS + 1,
    before: Number.isSafeInteger(before) && before > 0 ? before : undefined,
  });
  const shown = found.slice(0, REQUESTS);
  const last = found.length > REQUESTS ? shown.at(-1) : undefined;
  return {
    title: "Requests",
    current: "requests",
    body: requestsBody(
      shown.flatMap((one) => seenBy(catalog, one.request)?.request ?? []),
      { next: last && `/requests?before=${last.sequence}`, now: world.clock.now() },
    ),
  };
}

/** `/requests/<id>`: a request, live. */
export async function showRequest(world: World, visit: Visit, fetched: FastifyRequest): Promise<Page> {
  const id = idIn(fetched);
  const view = await requestFor(world, visit.catalog, id);
  if (view === undefined) throw noRequest(id);
  const { request } = view;
  const { github, releases } = world.settings;
  return {
    title: `${request.target.config} → ${request.target.channel}: ${labelOf(request.state, request.kind)}`,
    current: "requests",
    isLive: !hasEnded(request),
    body: requestBody({
      view,
      githubUrl: github.url,
      releases: fullName(releases.repository),
      formToken: visit.formToken,
      now: world.clock.now(),
    }),
  };
}

export function targetIn({ params }: FastifyRequest): Target {
  const parameters = new Parameters(params);
  return { config: parameters.text("config"), channel: parameters.text("channel") };
}

export function idIn({ params }: FastifyRequest): string {
  return new Parameters(params).text("id");
}

function queryOf({ settings }: World, { url }: FastifyRequest): URLSearchParams {
  return new URL(url, settings.publicUrl).searchParams;
}
