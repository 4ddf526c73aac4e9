import type { FastifyRequest } from "fastify";
import { json, problem } from "../../../lib/http/answers.ts";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { knows } from "../../../lib/http/etag.ts";
import { Parameters } from "../../../lib/http/parameters.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { existsInCalendar } from "../../../lib/releases/documents/calendar.ts";
import { HISTORY_KINDS } from "../../../lib/releases/history/history-entry.ts";
import type { HistoryFile, ShownEntry } from "../history/history-file.ts";
import type { HistoryIndex, HistorySelection } from "../history/history-index.ts";
import type { History } from "../history/history.ts";
import { IF_NONE_MATCH } from "./data-answers.ts";
import { entryLinks } from "./history-links.ts";
import { filter } from "./releases.ts";
import { shape } from "./schemas.ts";

const LIMIT = { type: "integer", minimum: 1, maximum: 1000, default: 100 };

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
    query: {
      container: filter(
        "^[a-z0-9._-]{0,128}[*]?$",
        "Containers: names, or prefixes followed by a star (app-*).",
      ),
      channel: filter("^[a-z0-9._-]{0,64}$", "Channels."),
      kind: {
        type: "array",
        maxItems: HISTORY_KINDS.length,
        default: [],
        items: { enum: [...HISTORY_KINDS], description: HISTORY_KINDS.join(", ") },
        description: "What happened. May be repeated.",
      },
      since: time("The earliest time of the commit."),
      until: time("The time that the commits are older than."),
      limit: { ...LIMIT, description: "from 1 to 1000: the entries per page" },
      cursor: {
        type: "string",
        pattern: "^[0-9]{1,10}-[0-9a-f]{12}$",
        description: "where the page starts, as the Link header has it",
      },
    },
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
      const query = readQuery(request);
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

function time(description: string) {
  const rest = shape("time");
  return { ...rest, description: `${description} ${String(rest["description"])}.` };
}

/** @throws HttpProblem */
export function currentFile({ file, problem: found, path }: History): HistoryFile {
  if (file !== undefined) return file;
  const detail =
    found === undefined
      ? `This server has no history: ${path} does not exist. The workflow publish.yml makes it from git for each image; in a clone, run node tools/publish/write-history.ts ${path}.`
      : `This server has no history: ${path} cannot be read, because ${found}. Write it again: node tools/publish/write-history.ts ${path}.`;
  throw new HttpProblem(404, detail);
}

interface Query extends HistorySelection {
  readonly limit: number;
  readonly cursor: string | undefined;
}

function readQuery({ query }: FastifyRequest): Query {
  const parameters = new Parameters(query);
  const kinds = new Set(parameters.texts("kind"));
  return {
    containers: parameters.texts("container").filter((name) => name !== ""),
    channels: parameters.texts("channel").filter((name) => name !== ""),
    kinds: HISTORY_KINDS.filter((kind) => kinds.has(kind)),
    since: secondsOf(parameters, "since") ?? 0,
    until: secondsOf(parameters, "until") ?? Infinity,
    limit: parameters.integer("limit"),
    cursor: parameters.optionalText("cursor"),
  };
}

/** @throws HttpProblem for a date that is in no calendar */
function secondsOf(parameters: Parameters, name: string): number | undefined {
  const text = parameters.optionalText(name);
  if (text === undefined) return undefined;
  if (!existsInCalendar(text)) throw invalid(name, `is ${text}, a date that does not exist`);
  return Date.parse(text) / 1000;
}

function invalid(path: string, is: string): HttpProblem {
  const message = `${path} ${is}`;
  return new HttpProblem(400, message, { errors: [{ path, message }] });
}

interface Page {
  readonly entries: readonly ShownEntry[];
  readonly total: number;
  /** The cursor of the next page. */
  readonly next: string | undefined;
}

async function pageOf(file: HistoryFile, query: Query): Promise<Page> {
  const before = query.cursor === undefined ? Infinity : await entryAt(file, query.cursor);
  const numbers: number[] = [];
  let [total, more] = [0, false];
  for (const entry of file.index.matching(query)) {
    total += 1;
    if (entry >= before) continue;
    if (numbers.length < query.limit) numbers.push(entry);
    else more = true;
  }
  const entries = await file.read(numbers);
  const [last, number] = [entries.at(-1), numbers.at(-1)];
  const next =
    more && last !== undefined && number !== undefined ? `${number}-${last.commit.slice(0, 12)}` : undefined;
  return { entries, total, next };
}

/** The number of the entry that a page ended with. @throws HttpProblem where git has another commit there by now */
async function entryAt(file: HistoryFile, cursor: string): Promise<number> {
  const [number = "", commit = ""] = cursor.split("-");
  const entry = Number(number);
  if (!isThere(file.index, entry)) throw stale();
  const [found] = await file.read([entry]);
  if (found?.commit.startsWith(commit) !== true) throw stale();
  return entry;
}

function isThere({ size }: HistoryIndex, entry: number): boolean {
  return entry < size;
}

function stale(): HttpProblem {
  return invalid(
    "cursor",
    "is not from a Link header, or the history was rewritten since: start again without it",
  );
}

/** Relative to the requested address, which a proxy may have changed. Undefined if there is only one page. */
function linksOf(request: FastifyRequest, { cursor }: Query, next: string | undefined): string | undefined {
  if (next === undefined && cursor === undefined) return undefined;
  const page = new URLSearchParams(request.url.split("?")[1]);
  page.delete("cursor");
  const first = `<?${page.toString()}>; rel="first"`;
  if (next === undefined) return first;
  page.append("cursor", next);
  return `${first}, <?${page.toString()}>; rel="next"`;
}
