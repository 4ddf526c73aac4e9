import type { ServerResponse } from "node:http";

/** One client's event stream. */
export interface EventStream {
  send(event: string, data: string, id?: string): void;
  /** Says that the stream is alive. */
  beat(): void;
  end(): void;
}

/** A client that reads slower than the database changes is let go: it comes back and is told what it missed. */
const MOST_UNREAD_BYTES = 4 * 1024 * 1024;
const RECONNECT_MS = 2_000;

/** Starts an event stream (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export function startStream(
  response: ServerResponse,
  headers: Readonly<Record<string, string | number | string[] | undefined>>,
): EventStream {
  response.writeHead(200, {
    ...headers,
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    // Else nginx collects what it should pass on.
    "x-accel-buffering": "no",
  });
  const write = (text: string): void => {
    response.write(text);
    if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
  };
  write(`retry: ${RECONNECT_MS}\n\n`);
  return {
    send(event, data, id) {
      write(`${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`);
    },
    beat: () => write(":\n\n"),
    end: () => response.end(),
  };
}
