import type { EventStream } from "../../../lib/http/event-stream.ts";
import { differencesBetween } from "../database/differences.ts";
import type { Store } from "../database/store.ts";
import { changeOf, Changes } from "./changes.ts";

/** Proxies close connections that are silent, mostly after a minute. */
const BEAT_MS = 15_000;

/** Tells everyone who listens what changes. */
export class EventHub {
  readonly #streams = new Set<EventStream>();
  readonly #changes = new Changes();
  readonly #store: Store;
  readonly #describeHealth: () => unknown;
  readonly #timer: NodeJS.Timeout;
  #health: string | undefined;

  constructor(store: Store, describeHealth: () => { readonly status: string }) {
    this.#store = store;
    this.#describeHealth = describeHealth;
    this.#timer = setInterval(() => {
      for (const stream of this.#streams) stream.beat();
    }, BEAT_MS);
    this.#timer.unref();
    store.onReload((reload, before) => {
      if (reload.kind === "loaded") {
        if (before === undefined)
          this.#broadcast("hello", helloData(reload.snapshot.version, true), reload.snapshot.version);
        else this.#publish(before, reload.snapshot);
      }
      const { status } = describeHealth();
      if (status !== this.#health) this.#broadcast("health", this.#healthData());
      this.#health = status;
    });
  }

  get size(): number {
    return this.#streams.size;
  }

  /** @param lastVersion what the client saw last */
  add(stream: EventStream, lastVersion: string | undefined): void {
    this.#streams.add(stream);
    const version = this.#store.snapshot?.version;
    if (version !== undefined) {
      const missed = lastVersion === undefined ? [] : this.#changes.since(lastVersion, version);
      for (const { data, to } of missed ?? []) stream.send("change", data, to);
      stream.send("hello", helloData(version, missed === undefined), version);
    }
    stream.send("health", this.#healthData());
  }

  remove(stream: EventStream): void {
    this.#streams.delete(stream);
  }

  /** Ends all streams: their clients come back, to another server or to the next version of this one. */
  close(): void {
    clearInterval(this.#timer);
    for (const stream of this.#streams) stream.end();
    this.#streams.clear();
  }

  #publish(
    before: Parameters<typeof differencesBetween>[0],
    after: Parameters<typeof differencesBetween>[1],
  ): void {
    const change = changeOf(differencesBetween(before, after), after);
    this.#changes.add(change);
    this.#broadcast("change", change.data, change.to);
  }

  #broadcast(event: string, data: string, id?: string): void {
    for (const stream of this.#streams) stream.send(event, data, id);
  }

  #healthData(): string {
    return JSON.stringify(this.#describeHealth());
  }
}

function helloData(version: string, missed: boolean): string {
  return JSON.stringify({ version, missed });
}
