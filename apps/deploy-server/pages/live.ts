import type { FastifyReply, FastifyRequest } from "fastify";
import {
  eventBytes,
  startStream,
  STREAM_HEADERS,
  type EventStream,
} from "../../../lib/http/events/event-stream.ts";
import type { Overload } from "../../../lib/http/limits/overload.ts";
import { Parameters } from "../../../lib/http/parameters.ts";
import { HttpProblem, NO_PAGE } from "../../../lib/http/problem.ts";
import { versionsOf } from "../../../lib/store/overview.ts";
import { sessionOf } from "../http/sign-in.ts";
import { tokenViewer } from "../people/viewer.ts";
import { messageOf } from "../trouble.ts";
import { catalogFor } from "../views/catalog.ts";
import { requestFor } from "../views/request-view.ts";
import type { World } from "../world.ts";

/** How often the store is asked whether a request that somebody looks at has changed: once for all who look. */
const LOOK_MS = 1_000;
/** Proxies close silent connections, most of them after a minute. */
const BEAT_MS = 15_000;

/** Somebody who looks at a request's page. */
interface Listener {
  readonly id: string;
  readonly stream: EventStream;
  version: number;
}

/** Tells pages when their request has changed: they then fetch it, so that what is shown is judged anew. */
export interface RequestEvents {
  /** `GET /requests/:id/events` */
  readonly handle: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
  /** Ends all streams. */
  readonly close: () => void;
}

export function requestEvents(world: World, overload: Overload): RequestEvents {
  const listeners = new Set<Listener>();
  const beat = setInterval(() => {
    for (const { stream } of listeners) stream.beat();
  }, BEAT_MS).unref();
  let looking: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    try {
      const versions = await versionsOf(world.db, [...new Set([...listeners].map(({ id }) => id))]);
      for (const listener of listeners) tell(listener, versions.get(listener.id));
    } catch (error) {
      world.log.warn({ err: error }, `could not look at the requests that are shown: ${messageOf(error)}`);
    }
    looking = listeners.size === 0 ? undefined : setTimeout(() => void look(), LOOK_MS).unref();
  };
  return {
    async handle(request, reply) {
      reply.header("content-security-policy", NO_PAGE);
      const id = new Parameters(request.params).text("id");
      const version = await visibleVersion(world, request, id);
      if (request.method === "HEAD") return reply.headers(STREAM_HEADERS).send();
      if (!overload.takeStream(request)) return reply.hijack();
      reply.hijack();
      const stream = startStream(reply.raw, reply.getHeaders(), () => {});
      const listener = { id, stream, version: 0 };
      tell(listener, version);
      listeners.add(listener);
      looking ??= setTimeout(() => void look(), LOOK_MS).unref();
      request.raw.socket.once("close", () => listeners.delete(listener));
      return reply;
    },
    close: () => {
      clearInterval(beat);
      clearTimeout(looking);
      for (const { stream } of listeners) stream.end();
      listeners.clear();
    },
  };
}

/** A slow client gets the newest version alone. */
function tell(listener: Listener, version: number | undefined): void {
  if (version === undefined || version === listener.version || listener.stream.isBlocked) return;
  listener.version = version;
  listener.stream.send(eventBytes("version", String(version)));
}

/** @throws HttpProblem for whoever may not see the request */
async function visibleVersion(world: World, request: FastifyRequest, id: string): Promise<number> {
  const session = sessionOf(world, request);
  if (session === undefined)
    throw new HttpProblem(401, "Nobody has signed in here: open the request's page.");
  const viewer = await tokenViewer(world, session.token);
  const view = await requestFor(world, await catalogFor(world, viewer), id);
  if (view === undefined) throw new HttpProblem(404, `There is no request ${id} that you may see.`);
  return view.request.version;
}
