import { select } from "../database/select.ts";
import type { Store } from "../database/store.ts";
import { currentSnapshot, DATA_ANSWERS, ETAG, IF_NONE_MATCH, json, sendData } from "./answers.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import type { Endpoint } from "./endpoint.ts";

interface Query {
  readonly container: readonly string[];
  readonly channel: readonly string[];
  readonly limit: number;
  readonly cursor?: string;
}

const MOST_FILTERS = 100;
const LIMIT = { type: "integer", minimum: 1, maximum: 1000, default: 100 };

/** `GET /v1/releases` */
export function releasesEndpoint(store: Store): Endpoint {
  return {
    method: "GET",
    url: "/v1/releases",
    id: "listReleases",
    summary: "Which image runs where",
    description:
      "Sorted by container and channel. Follow the Link header to the next page: a record that is there all the time is on exactly one page, and every page names the version that it is of.",
    query: {
      container: filter(
        "^[a-z0-9._-]{0,128}[*]?$",
        "Containers: names, or beginnings followed by a star (app-*).",
      ),
      channel: filter("^[a-z0-9._-]{0,64}$", "Channels."),
      limit: { ...LIMIT, description: "Records on a page: 1 to 1000." },
      cursor: {
        type: "string",
        pattern: "^[A-Za-z0-9_-]{1,300}$",
        description: "Where a page starts: as the Link header gave it.",
      },
    },
    requestHeaders: IF_NONE_MATCH,
    answers: {
      200: json("releases", "one page.", { ...ETAG, link: "The first and the next page (RFC 8288)." }),
      ...DATA_ANSWERS,
    },
    handle(request, reply) {
      const query = request.query as Query;
      const snapshot = currentSnapshot(store);
      const page = select(snapshot, {
        containers: query.container.filter((name) => name !== ""),
        channels: query.channel.filter((name) => name !== ""),
        after: query.cursor === undefined ? undefined : decodeCursor(query.cursor),
        limit: query.limit,
      });
      reply.header("link", links(query, page.last && encodeCursor(page.last)));
      return sendData(request, reply, snapshot, "application/json; charset=utf-8", () => {
        const head = `{"version":"${snapshot.version}","total":${page.total},"releases":[`;
        return Buffer.concat([Buffer.from(head), page.json, END]);
      });
    },
  };
}

const END = Buffer.from("]}\n");

function filter(pattern: string, description: string) {
  return {
    type: "array",
    maxItems: MOST_FILTERS,
    default: [],
    items: { type: "string", pattern, description: description.toLowerCase().replace(/\.$/, "") },
    description: `${description} Several may be given, and an empty one asks for all.`,
  };
}

/** Relative to the address that was asked for, which a proxy may have changed. */
function links({ container, channel, limit }: Query, next: string | undefined): string {
  const first = new URLSearchParams();
  for (const name of container) first.append("container", name);
  for (const name of channel) first.append("channel", name);
  if (limit !== LIMIT.default) first.append("limit", String(limit));
  const start = `<?${first.toString()}>; rel="first"`;
  if (next === undefined) return start;
  first.append("cursor", next);
  return `${start}, <?${first.toString()}>; rel="next"`;
}
