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
    summary: "Server-sent events: changes of the releases",
    description:
      "hello (helloEvent): the current version, when the stream starts. change (changeEvent): the differences from one version to the next. health (health): the state of the server, at the start and when it changes. An event's id is the version after it; a client that reconnects with it in Last-Event-ID gets what it missed.",
    requestHeaders: {
      "last-event-id": {
        type: "string",
        description: "The last version that the client saw; browsers send it automatically.",
      },
    },
    answers: {
      200: { description: "an endless stream.", content: { "text/event-stream": { type: "string" } } },
      503: problem("too many clients are listening, or the server is overloaded.", {
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
