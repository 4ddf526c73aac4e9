import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { stopParsing } from "./stop-parsing.ts";

/** Requests on one connection whose responses wait to be read. */
export const MOST_PIPELINED = 32;
/**
 * Requests on all connections that wait behind another one. Node creates objects of about 3 KB for each that arrives,
 * and a single read can bring up to 2,500 of them, whether or not their responses are ever read.
 */
const MOST_WAITING = 4_000;

interface Pipeline {
  readonly socket: Socket;
  /** In order; the first is being sent. */
  readonly open: ServerResponse[];
  /** Requests behind the last. */
  dropped: number;
  /** The first beyond the limit. */
  last: IncomingMessage | undefined;
  endless: boolean;
  /** Its share of the total. */
  counted: number;
}

/** Limits requests whose responses are not read: HTTP lets clients send as many as they like. */
export class Pipelines {
  readonly #pipelines = new WeakMap<Socket, Pipeline>();
  readonly #waiting = new Set<Pipeline>();
  #total = 0;

  /** Requests that wait behind another one, on all connections. */
  get waiting(): number {
    return this.#total;
  }

  /** Whether to handle a request. If not, ignore it and the rest of its connection. */
  admits(request: IncomingMessage, response: ServerResponse): boolean {
    const { socket } = request;
    if (!socket.writable) {
      stopParsing(socket);
      return false;
    }
    const pipeline = this.#of(socket);
    // Nothing behind an endless response will ever be answered.
    if (pipeline.endless) {
      close(socket);
      return false;
    }
    const admitted = pipeline.last === undefined;
    if (admitted) pipeline.open.push(response);
    else pipeline.dropped += 1;
    this.#count(pipeline);
    if (admitted && pipeline.open.length > MOST_PIPELINED) {
      pipeline.last = request;
      stopParsing(socket);
    }
    if (this.#total <= MOST_WAITING) return admitted;
    for (const other of this.#waiting) this.#count(other);
    if (this.#total <= MOST_WAITING) return admitted;
    close(socket);
    return false;
  }

  /** Whether a request is the first beyond the limit of its connection: its response is the connection's last. */
  isLast(request: IncomingMessage): boolean {
    return this.#pipelines.get(request.socket)?.last === request;
  }

  /** Whether the rest of a connection is ignored. */
  isOver(socket: Socket): boolean {
    return this.#pipelines.get(socket)?.last !== undefined;
  }

  /** Whether other requests wait before or behind a request. */
  isShared({ socket }: IncomingMessage): boolean {
    return (this.#pipelines.get(socket)?.counted ?? 0) > 0;
  }

  /** Marks a connection's present response as endless. */
  markEndless({ socket }: IncomingMessage): void {
    const pipeline = this.#of(socket);
    pipeline.endless = true;
    this.#count(pipeline);
    if (pipeline.open.length > 1) socket.destroy();
  }

  #of(socket: Socket): Pipeline {
    const known = this.#pipelines.get(socket);
    if (known !== undefined) return known;
    const pipeline = { socket, open: [], dropped: 0, last: undefined, endless: false, counted: 0 };
    this.#pipelines.set(socket, pipeline);
    socket.once("close", () => this.#add(pipeline, -pipeline.counted));
    return pipeline;
  }

  #count(pipeline: Pipeline): void {
    const { open, dropped, counted } = pipeline;
    while (open[0]?.writableFinished === true) open.shift();
    const waiting = Math.max(open.length - 1, 0) + dropped;
    if (waiting !== counted) this.#add(pipeline, waiting - counted);
  }

  #add(pipeline: Pipeline, change: number): void {
    pipeline.counted += change;
    this.#total += change;
    if (pipeline.counted > 0) this.#waiting.add(pipeline);
    else this.#waiting.delete(pipeline);
  }
}

function close(socket: Socket): void {
  stopParsing(socket);
  socket.destroy();
}
