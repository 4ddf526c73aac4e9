import type { ServerResponse } from "node:http";

/** One client's event stream. Senders check `isBlocked` first, so a client never has more queued than it reads. */
export interface EventStream {
  /** Whether bytes are waiting to be read. */
  readonly isBlocked: boolean;
  /** Sends an event made by `eventBytes`. */
  send(event: Buffer): void;
  /** Keeps the stream alive, unless the client still has events to read. */
  beat(): void;
  end(): void;
}

const RECONNECT_MS = 2_000;
/** A client that reads nothing for this long is disconnected; when it reconnects, it gets what it missed. */
const STALL_MS = 60_000;

/**
 * An event in wire format (https://html.spec.whatwg.org/multipage/server-sent-events.html), made once for all clients,
 * so that waiting clients share one copy in memory.
 * @param data a single line
 */
export function eventBytes(event: string, data: string, id?: string): Buffer {
  return Buffer.from(`${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`);
}

/** Headers of a stream's response, for GET and HEAD. */
export const STREAM_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  // Otherwise nginx buffers the stream.
  "x-accel-buffering": "no",
};

/** Starts an event stream. @param onReady called when the client has read everything that was sent */
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
