import { eventBytes, type EventStream } from "../../../lib/http/events/event-stream.ts";
import { differencesBetween } from "../database/differences.ts";
import type { Store } from "../database/store.ts";
import type { DatabaseHealth } from "../http/health.ts";
import { changeOf, Changes } from "./changes.ts";

/** Proxies close silent connections, most of them after a minute. */
const BEAT_MS = 15_000;

/** A client, and which version it has. */
interface Listener {
  readonly stream: EventStream;
  version: string | undefined;
  /** Whether it was sent the version that it starts from. */
  greeted: boolean;
  status: string | undefined;
}

/**
 * Sends changes to all listeners. Nothing is queued for a slow client: it gets the rest when it has read what it was
 * sent.
 */
export class EventHub {
  readonly #listeners = new Set<Listener>();
  readonly #changes = new Changes();
  readonly #store: Store;
  readonly #describeHealth: () => DatabaseHealth;
  readonly #timer: NodeJS.Timeout;

  constructor(store: Store, describeHealth: () => DatabaseHealth) {
    this.#store = store;
    this.#describeHealth = describeHealth;
    this.#timer = setInterval(() => {
      for (const { stream } of this.#listeners) stream.beat();
    }, BEAT_MS);
    this.#timer.unref();
    store.onReload((reload, before) => {
      if (reload.kind === "loaded" && before !== undefined)
        this.#changes.add(changeOf(differencesBetween(before, reload.snapshot), reload.snapshot));
      for (const listener of this.#listeners) this.#tell(listener);
    });
  }

  get size(): number {
    return this.#listeners.size;
  }

  /**
   * Adds a client.
   * @param open starts its stream, which calls back when the client has read what it was sent
   * @param lastVersion the last version that the client saw
   * @returns removes the client
   */
  add(open: (onReady: () => void) => EventStream, lastVersion: string | undefined): () => void {
    const stream = open(() => this.#tell(listener));
    const listener: Listener = { stream, version: lastVersion, greeted: false, status: undefined };
    this.#listeners.add(listener);
    this.#tell(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends all streams; the clients reconnect, to another server or to a restarted one. */
  close(): void {
    clearInterval(this.#timer);
    for (const { stream } of this.#listeners) stream.end();
    this.#listeners.clear();
  }

  #tell(listener: Listener): void {
    while (!listener.stream.isBlocked) {
      const event = this.#nextFor(listener);
      if (event === undefined) return;
      listener.stream.send(event);
    }
  }

  /** The client's next event, which is then considered sent. */
  #nextFor(listener: Listener): Buffer | undefined {
    const version = this.#store.snapshot?.version;
    if (version !== undefined && listener.version !== version) {
      const change = listener.version === undefined ? undefined : this.#changes.after(listener.version);
      if (change !== undefined) {
        listener.version = change.to;
        return change.event;
      }
      const missed = listener.version !== undefined || listener.greeted;
      return this.#greet(listener, version, missed);
    }
    if (version !== undefined && !listener.greeted) return this.#greet(listener, version, false);
    const health = this.#describeHealth();
    if (health.status === listener.status) return undefined;
    listener.status = health.status;
    return eventBytes("health", JSON.stringify(health));
  }

  #greet(listener: Listener, version: string, missed: boolean): Buffer {
    listener.version = version;
    listener.greeted = true;
    return eventBytes("hello", JSON.stringify({ version, missed }), version);
  }
}
