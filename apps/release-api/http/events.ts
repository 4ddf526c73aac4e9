import { problem } from "../../../lib/http/answers.ts";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { startStream, STREAM_HEADERS } from "../../../lib/http/events/event-stream.ts";
import type { EveryAnswer } from "../../../lib/http/every-answer.ts";
import type { Overload } from "../../../lib/http/limits/overload.ts";
import type { EventHub } from "../events/hub.ts";

const URL_OF_EVENTS = "/v1/events";

/** `GET /v1/events` */
export function eventsEndpoint(hub: EventHub, everyAnswer: EveryAnswer, overload: Overload): Endpoint {
  return {
    method: "GET",
    url: URL_OF_EVENTS,
    cors: true,
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
      503: problem("too many clients are listening already, or the server has too much to do.", {
        "retry-after": "Seconds.",
      }),
    },
    handle(request, reply) {
      if (request.method === "HEAD") return reply.headers(STREAM_HEADERS).send();
      if (!overload.takeStream(request)) return reply.hijack();
      everyAnswer.addHeaders(request, reply);
      reply.hijack();
      const last = request.headers["last-event-id"];
      const leave = hub.add(
        (onReady) => startStream(reply.raw, reply.getHeaders(), onReady),
        Array.isArray(last) ? last[0] : last,
      );
      everyAnswer.observe(request, URL_OF_EVENTS, 200);
      request.raw.socket.once("close", leave);
      return reply;
    },
  };
}
