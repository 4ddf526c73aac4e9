import type { ServerResponse } from "node:http";

/** One client's event stream. It is never given more than it reads: who sends to it looks at `isBlocked` first. */
export interface EventStream {
  /** Whether bytes wait to be read. */
  readonly isBlocked: boolean;
  /** Sends an event, made by `eventBytes`. */
  send(event: Buffer): void;
  /** Says that the stream is alive, unless there is more to say than the client reads. */
  beat(): void;
  end(): void;
}

const RECONNECT_MS = 2_000;
/** A client that reads nothing for this long is let go: it comes back and is told what it missed. */
const STALL_MS = 60_000;

/**
 * An event as it is sent (https://html.spec.whatwg.org/multipage/server-sent-events.html): made once for all clients, so
 * that one that waits to be read is in memory once.
 * @param data on one line
 */
export function eventBytes(event: string, data: string, id?: string): Buffer {
  return Buffer.from(`${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`);
}

/** What an answer with a stream says of itself, to GET and HEAD. */
export const STREAM_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  // Else nginx collects what it should pass on.
  "x-accel-buffering": "no",
};

/** Starts an event stream. @param onReady the client has read all that was sent */
export function startStream(
  response: ServerResponse,
  headers: Readonly<Record<string, string | number | string[] | undefined>>,
  onReady: () => void,
): EventStream {
  response.writeHead(200, { ...headers, ...STREAM_HEADERS });
  response.write(`retry: ${RECONNECT_MS}\n\n`);
  response.on("drain", onReady);
  response.req.socket.setTimeout(STALL_MS);
  return {
    get isBlocked() {
      return response.writableNeedDrain;
    },
    send(event) {
      response.write(event);
    },
    beat() {
      if (!response.writableNeedDrain) response.write(":\n\n");
    },
    end: () => response.end(),
  };
}
