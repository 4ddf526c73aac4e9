import { problem } from "../../../lib/http/answers.ts";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { startStream } from "../../../lib/http/event-stream.ts";
import type { EveryAnswer } from "../../../lib/http/every-answer.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import type { EventHub } from "../events/hub.ts";

const URL_OF_EVENTS = "/v1/events";
const MOST_CLIENTS = 1_000;

/** `GET /v1/events` */
export function eventsEndpoint(hub: EventHub, everyAnswer: EveryAnswer): Endpoint {
  return {
    method: "GET",
    url: URL_OF_EVENTS,
    id: "streamEvents",
    summary: "Server-sent events: what changes",
    description:
      "hello (helloEvent): the present version, when the stream starts. change (changeEvent): what one version changed of the one before. health (health): the state of the server, at the start and when it changes. The id of an event is the version that it leads to; a client that comes back with it in Last-Event-ID is sent what it missed.",
    requestHeaders: {
      "last-event-id": {
        type: "string",
        description: "The version that was seen last; browsers send it by themselves.",
      },
    },
    answers: {
      200: { description: "a stream without an end.", content: { "text/event-stream": { type: "string" } } },
      503: problem(`${MOST_CLIENTS} clients are listening already, or the server has too much to do.`, {
        "retry-after": "Seconds.",
      }),
    },
    handle(request, reply) {
      if (hub.size >= MOST_CLIENTS) {
        const detail = `${MOST_CLIENTS} clients are listening already.`;
        throw new HttpProblem(503, detail, { headers: { "retry-after": "30" } });
      }
      everyAnswer.addHeaders(request, reply);
      reply.hijack();
      const stream = startStream(reply.raw, reply.getHeaders());
      everyAnswer.observe(request, URL_OF_EVENTS, 200);
      reply.raw.once("close", () => hub.remove(stream));
      const last = request.headers["last-event-id"];
      hub.add(stream, Array.isArray(last) ? last[0] : last);
      return reply;
    },
  };
}
