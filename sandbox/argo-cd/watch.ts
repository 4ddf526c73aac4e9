import type { ServerResponse } from "node:http";
import type { ApiResponse } from "../http/answer.ts";
import { Stream } from "../http/desk.ts";
import type { Listeners } from "../http/listeners.ts";
import type { WatchEvent } from "./controlled.ts";

/** The watchers of applications, with what goes wrong on the way to them. */
export class Watches {
  readonly #changes: Listeners<WatchEvent>;
  readonly #open = new Set<ServerResponse>();
  #toDrop = 0;

  constructor(changes: Listeners<WatchEvent>) {
    this.#changes = changes;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Nobody hears of this many next events, as happens to slow readers. */
  dropEvents(count: number): void {
    this.#toDrop += count;
    const stop = this.#changes.add(() => {
      this.#toDrop = Math.max(0, this.#toDrop - 1);
      if (this.#toDrop === 0) stop();
    });
  }

  /** Ends all watches, as a proxy's idle time limit does. */
  cut(): void {
    for (const raw of this.#open) raw.destroy();
  }

  /**
   * The answer of a watch: the objects as they are, then each change of those that are seen.
   * @param present the objects to begin with
   */
  answer(present: readonly WatchEvent[], accept: string, sees: (event: WatchEvent) => boolean): ApiResponse {
    const isEvents = accept.includes("text/event-stream");
    const frame = (event: WatchEvent): string => {
      const json = JSON.stringify({ result: event });
      return isEvents ? `data: ${json}\n\n` : `${json}\n`;
    };
    const stream = new Stream((raw) => {
      this.#open.add(raw);
      raw.flushHeaders();
      for (const event of present) raw.write(frame(event));
      const stop = this.#changes.add((event) => {
        if (this.#toDrop === 0 && sees(event)) raw.write(frame(event));
      });
      raw.on("close", () => {
        stop();
        this.#open.delete(raw);
      });
    });
    const type = isEvents ? "text/event-stream" : "application/json";
    return { status: 200, headers: { "content-type": type }, body: stream };
  }
}
