import { json } from "../../../lib/http/answers.ts";
import { Parameters } from "../../../lib/http/parameters.ts";
import { select } from "../database/select.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { DATA_ANSWERS, ETAG, IF_NONE_MATCH } from "./data-answers.ts";
import type { DataEndpoint } from "./data.ts";

interface Query {
  readonly container: readonly string[];
  readonly channel: readonly string[];
  readonly limit: number;
  readonly cursor: string | undefined;
}

function readQuery(values: unknown): Query {
  const parameters = new Parameters(values);
  return {
    container: parameters.texts("container"),
    channel: parameters.texts("channel"),
    limit: parameters.integer("limit"),
    cursor: parameters.optionalText("cursor"),
  };
}

const MOST_FILTERS = 100;
const LIMIT = { type: "integer", minimum: 1, maximum: 1000, default: 100 };

/** `GET /v1/releases` */
export const releasesEndpoint: DataEndpoint = {
  url: "/v1/releases",
  id: "listReleases",
  summary: "Which image runs where",
  description:
    "Sorted by container and channel. Follow the Link header to the next page. A record that exists throughout is on exactly one page, and every page names its version.",
  query: {
    container: filter(
      "^[a-z0-9._-]{0,128}[*]?$",
      "Containers: names, or prefixes followed by a star (app-*).",
    ),
    channel: filter("^[a-z0-9._-]{0,64}$", "Channels."),
    limit: { ...LIMIT, description: "from 1 to 1000: the records per page" },
    cursor: {
      type: "string",
      pattern: "^[A-Za-z0-9_-]{1,300}$",
      description: "where the page starts, as the Link header has it",
    },
  },
  requestHeaders: IF_NONE_MATCH,
  answers: {
    200: json("releases", "one page.", {
      ...ETAG,
      link: "The first and the next page (RFC 8288), if there are several.",
    }),
    ...DATA_ANSWERS,
  },
  read(snapshot, request) {
    const query = readQuery(request.query);
    const page = select(snapshot, {
      containers: query.container.filter((name) => name !== ""),
      channels: query.channel.filter((name) => name !== ""),
      after: query.cursor === undefined ? undefined : decodeCursor(query.cursor),
      limit: query.limit,
    });
    const head = Buffer.from(`{"version":"${snapshot.version}","total":${page.total},"releases":[`);
    const body = Buffer.concat([head, page.json, END]);
    return {
      type: "application/json; charset=utf-8",
      body: body.length < LARGE ? body.toString() : body,
      link: links(query, page.last && encodeCursor(page.last)),
    };
  },
};

const END = Buffer.from("]}");
/** Node writes a short text and its headers in one piece; a long one would only be copied. */
const LARGE = 32 * 1024;

/** A list of names to choose by. */
export function filter(pattern: string, description: string) {
  return {
    type: "array",
    maxItems: MOST_FILTERS,
    default: [],
    items: { type: "string", pattern, description: description.toLowerCase().replace(/\.$/, "") },
    description: `${description} May be repeated; an empty value means all.`,
  };
}

/** Relative to the requested address, which a proxy may have changed. Undefined if there is only one page. */
function links({ container, channel, limit, cursor }: Query, next: string | undefined): string | undefined {
  if (next === undefined && cursor === undefined) return undefined;
  const page = new URLSearchParams();
  for (const name of container) page.append("container", name);
  for (const name of channel) page.append("channel", name);
  if (limit !== LIMIT.default) page.append("limit", String(limit));
  const first = `<?${page.toString()}>; rel="first"`;
  if (next === undefined) return first;
  page.append("cursor", next);
  return `${first}, <?${page.toString()}>; rel="next"`;
}
