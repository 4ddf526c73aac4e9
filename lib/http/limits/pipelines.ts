import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Requests on one connection that wait for their answers to be read. */
export const MOST_PIPELINED = 32;
/**
 * On all connections, requests that wait behind another one. Node makes objects of some 3 KB for each that comes: a
 * single read brings it up to 2,500, whether or not their answers are ever read.
 */
const MOST_WAITING = 4_000;

interface Pipeline {
  readonly socket: Socket;
  /** In order; the first is the one that is being sent. */
  readonly open: ServerResponse[];
  /** Came after the one that was refused. */
  dropped: number;
  refused: boolean;
  endless: boolean;
  /** What it has added to all that waits. */
  counted: number;
}

/** Bounds what clients ask for without reading the answers: HTTP lets them send as many requests as they like. */
export class Pipelines {
  readonly #pipelines = new WeakMap<Socket, Pipeline>();
  readonly #waiting = new Set<Pipeline>();
  #total = 0;

  /** Requests that wait behind another one, on all connections. */
  get waiting(): number {
    return this.#total;
  }

  /** Whether a request is to be looked at. Otherwise nothing more is to be done for it, or for its connection. */
  admits({ socket }: IncomingMessage, response: ServerResponse): boolean {
    if (!socket.writable) return false;
    const pipeline = this.#of(socket);
    // What comes behind an answer without an end will never be answered.
    if (pipeline.endless) {
      socket.destroy();
      return false;
    }
    const admitted = !pipeline.refused;
    if (admitted) pipeline.open.push(response);
    else pipeline.dropped += 1;
    this.#count(pipeline);
    pipeline.refused ||= pipeline.open.length > MOST_PIPELINED;
    if (this.#total <= MOST_WAITING) return admitted;
    for (const other of this.#waiting) this.#count(other);
    if (this.#total <= MOST_WAITING) return admitted;
    socket.destroy();
    return false;
  }

  /** Whether a request is the one too many on its connection, and is to be told so. */
  isRefused({ socket }: IncomingMessage): boolean {
    return this.#pipelines.get(socket)?.refused === true;
  }

  /** Whether others wait before or behind a request. */
  isShared({ socket }: IncomingMessage): boolean {
    return (this.#pipelines.get(socket)?.counted ?? 0) > 0;
  }

  /** Says that a connection's present answer has no end. */
  markEndless({ socket }: IncomingMessage): void {
    const pipeline = this.#of(socket);
    pipeline.endless = true;
    this.#count(pipeline);
    if (pipeline.open.length > 1) socket.destroy();
  }

  #of(socket: Socket): Pipeline {
    const known = this.#pipelines.get(socket);
    if (known !== undefined) return known;
    const pipeline = { socket, open: [], dropped: 0, refused: false, endless: false, counted: 0 };
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
