import { json, problem } from "../../../lib/http/answers.ts";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { Parameters } from "../../../lib/http/parameters.ts";
import type { History } from "../history/history.ts";
import { DAYS_30, statisticsOf } from "../history/statistics.ts";
import { currentFile, HISTORY_QUERY, readQuery } from "./history-query.ts";
import { shape } from "./schemas.ts";

const { container, channel, since, until } = HISTORY_QUERY;
const LIMIT = { type: "integer", minimum: 1, maximum: 1000, default: 100 };

/** `GET /v1/statistics` */
export function statisticsEndpoint(history: History): Endpoint {
  return {
    method: "GET",
    url: "/v1/statistics",
    id: "listStatistics",
    cors: true,
    summary: "How often each container is released and rolled back, and how long it takes",
    description:
      "From the same history as /v1/history, of the last 30 days unless since and until say otherwise. Sorted by container; for the next page, send after with the last one's name.",
    query: {
      container,
      channel,
      since,
      until,
      limit: { ...LIMIT, description: "from 1 to 1000: the containers per page" },
      after: { ...shape("container"), description: "the container that the page comes after" },
    },
    answers: {
      200: json("statistics", "one page."),
      400: problem("a parameter is invalid; errors names it and what is allowed."),
      404: problem("the server has no history; detail says how to give it one."),
      503: problem("the server is overloaded.", { "retry-after": "Seconds." }),
    },
    async handle(request, reply) {
      const { index } = currentFile(history);
      const parameters = new Parameters(request.query);
      const now = Math.floor(Date.now() / 1000);
      const chosen = readQuery(parameters);
      const to = Math.min(chosen.until, now + 1);
      const from = chosen.since > 0 ? chosen.since : to - DAYS_30;
      const all = statisticsOf(index, { ...chosen, since: from, until: to }, Math.max(to - from, 1));
      const after = parameters.optionalText("after") ?? "";
      const page = all.filter((one) => one.container > after).slice(0, parameters.integer("limit"));
      return reply
        .header("cache-control", "no-cache")
        .type("application/json; charset=utf-8")
        .send(
          JSON.stringify({ since: timeOf(from), until: timeOf(to), total: all.length, containers: page }),
        );
    },
  };
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
