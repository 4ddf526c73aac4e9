import type { FastifyRequest } from "fastify";
import { json, problem } from "../../../lib/http/answers.ts";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { knows } from "../../../lib/http/etag.ts";
import { Parameters } from "../../../lib/http/parameters.ts";
import { entryLinks } from "../history/entry-links.ts";
import type { History } from "../history/history.ts";
import { IF_NONE_MATCH } from "./data-answers.ts";
import { currentFile, HISTORY_QUERY, pageOf, readPage, type HistoryQuery } from "./history-query.ts";

/** `GET /v1/history` @param githubUrl the address that links begin with */
export function historyEndpoint(history: History, githubUrl: string): Endpoint {
  return {
    method: "GET",
    url: "/v1/history",
    id: "listHistory",
    cors: true,
    summary: "What happened to each container and channel, by whom, from git",
    description:
      "Newest first. Follow the Link header to older entries: a page holds as many as limit says, however long the history is. The server reads a file that is made from git with its image, so the history ends at the commit that the image was built from: head.",
    query: HISTORY_QUERY,
    requestHeaders: IF_NONE_MATCH,
    answers: {
      200: json("history", "one page.", {
        etag: "The commit that the history ends at.",
        link: "The first and the next page (RFC 8288), if there are several.",
      }),
      304: { description: "the history still ends at the commit that If-None-Match names." },
      400: problem("a parameter is invalid; errors names it and what is allowed."),
      404: problem("the server has no history; detail says how to give it one."),
      503: problem("the server is overloaded.", { "retry-after": "Seconds." }),
    },
    async handle(request, reply) {
      const file = currentFile(history);
      const etag = `"${file.head.head}"`;
      void reply.headers({ "cache-control": "no-cache", etag });
      const query = readPage(new Parameters(request.query));
      if (knows(request.headers["if-none-match"], etag)) return reply.code(304).send();
      const { entries, total, next } = await pageOf(file, query);
      const link = linksOf(request, query, next);
      if (link !== undefined) void reply.header("link", link);
      const shown = entries.map((entry) => ({
        ...entry,
        links: entryLinks(entry, { githubUrl, ...file.head }),
      }));
      const { repository, head, complete } = file.head;
      return reply
        .type("application/json; charset=utf-8")
        .send(JSON.stringify({ repository, head, complete, total, entries: shown }));
    },
  };
}

/** Relative to the requested address, which a proxy may have changed. Undefined if there is only one page. */
export function linksOf(
  request: FastifyRequest,
  { cursor }: HistoryQuery,
  next: string | undefined,
): string | undefined {
  if (next === undefined && cursor === undefined) return undefined;
  const page = new URLSearchParams(request.url.split("?")[1]);
  page.delete("cursor");
  const first = `<?${page.toString()}>; rel="first"`;
  if (next === undefined) return first;
  page.append("cursor", next);
  return `${first}, <?${page.toString()}>; rel="next"`;
}
