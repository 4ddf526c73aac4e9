import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Overload } from "../../../lib/http/limits/overload.ts";
import { pageScope } from "../../../lib/http/look/page-scope.ts";
import { refuseOtherMethods } from "../../../lib/http/methods.ts";
import { Parameters } from "../../../lib/http/parameters.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import type { ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";
import type { Snapshot } from "../database/snapshot.ts";
import type { Store } from "../database/store.ts";
import type { HistoryFile } from "../history/history-file.ts";
import type { History } from "../history/history.ts";
import { releasedSince } from "../history/released-since.ts";
import { DAYS_30, statisticsOf } from "../history/statistics.ts";
import { comparePage } from "../pages/compare-page.ts";
import { pastPage } from "../pages/history-page.ts";
import { noHistoryPage } from "../pages/no-history-page.ts";
import { HISTORY_QUERY, pageOf, readPage } from "./history-query.ts";
import { linksOf } from "./history.ts";
import { shape } from "./schemas.ts";

/** What the pages about the past are made from. */
export interface PastSources {
  readonly store: Store;
  readonly history: History;
  readonly githubUrl: string;
}

const TYPE = "text/html; charset=utf-8";
const SHOWN = 50;

/** Serves `/history` and `/compare`. */
export async function servePastPages(
  app: FastifyInstance,
  overload: Overload,
  sources: PastSources,
): Promise<void> {
  await pageScope(app, { overload, referrers: "none" }, (scope) => {
    const page = (url: string, query: object, make: (request: FastifyRequest) => Promise<string>): void => {
      scope.route({
        method: "GET",
        url,
        schema: { querystring: { type: "object", properties: query } },
        handler: async (request, reply) =>
          reply
            .header("cache-control", "no-cache")
            .type(TYPE)
            .send(await make(request)),
      });
      refuseOtherMethods(scope, url, ["GET", "HEAD"]);
    };
    page("/history", { ...HISTORY_QUERY, limit: { ...HISTORY_QUERY.limit, default: SHOWN } }, (request) =>
      past(request, sources),
    );
    page(
      "/compare",
      { container: shape("container"), from: shape("channel"), to: shape("channel") },
      (request) => compare(request, sources),
    );
  });
}

async function past(request: FastifyRequest, { store, history, githubUrl }: PastSources): Promise<string> {
  const { file } = history;
  if (file === undefined) return noHistoryPage(history.missing);
  const query = readPage(new Parameters(request.query));
  const { entries, total, next } = await pageOf(file, query);
  const now = new Date();
  const since = Math.floor(now.getTime() / 1000) - DAYS_30;
  return pastPage({
    container: query.containers.join(" "),
    channel: query.channels.join(" "),
    channels: (store.snapshot?.channels ?? []).map(({ name }) => name),
    entries,
    total,
    older: /<([^>]*)>; rel="next"/.exec(linksOf(request, query, next) ?? "")?.[1],
    statistics: query.containers.length === 1 ? statisticsOf(file.index, { ...query, since }, DAYS_30) : [],
    places: { githubUrl, repository: file.head.repository },
    complete: file.head.complete,
    now,
  });
}

async function compare(request: FastifyRequest, { store, history, githubUrl }: PastSources): Promise<string> {
  const query = new Parameters(request.query);
  const [container, from, to] = ["container", "from", "to"].map((name) => query.optionalText(name));
  if (container === undefined || from === undefined || to === undefined) {
    throw new HttpProblem(
      400,
      "The page needs container, from and to: /compare?container=my-app&from=stage&to=prod.",
    );
  }
  const [ahead, behind] = [from, to].map((channel) => recordIn(store.snapshot, container, channel));
  const { file } = history;
  return comparePage({
    container,
    from,
    to,
    ahead,
    behind,
    between: await between(file, { container, channel: from }, behind),
    places: { githubUrl, repository: file?.head.repository ?? null },
  });
}

async function between(
  file: HistoryFile | undefined,
  place: { readonly container: string; readonly channel: string },
  behind: ReleaseRecord | undefined,
): ReturnType<typeof releasedSince> {
  return file === undefined || behind === undefined ? undefined : await releasedSince(file, place, behind);
}

function recordIn(
  snapshot: Snapshot | undefined,
  container: string,
  channel: string,
): ReleaseRecord | undefined {
  const found = snapshot?.find(container, channel) ?? -1;
  // The snapshot's own text.
  return found < 0 ? undefined : JSON.parse(String(snapshot?.json(found, found + 1)));
}
