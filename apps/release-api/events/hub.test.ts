import { expect, test } from "@jest/globals";
import { load } from "../database/load.ts";
import { Store } from "../database/store.ts";
import { describeHealth } from "../http/health.ts";
import { databaseText, file, record } from "../testing/files.ts";
import { EventHub } from "./hub.ts";

/** A client that reads only when it is let. */
class SlowStream {
  readonly events: string[] = [];
  isBlocked = false;
  #onReady = (): void => undefined;

  open(onReady: () => void): SlowStream {
    this.#onReady = onReady;
    return this;
  }

  send(event: Buffer): void {
    if (this.isBlocked) throw new Error("more is sent than the client reads");
    this.events.push(event.toString());
  }

  beat(): void {}
  end(): void {}

  /** Takes one event after the other. */
  read(): void {
    this.isBlocked = false;
    this.#onReady();
  }

  /** The kinds of what came, and of each change the tag that it brought. */
  get told(): readonly string[] {
    return this.events.map(
      (event) => /:(v\d+)"/.exec(event)?.[1] ?? /"missed":\w+|event: health/.exec(event)?.[0] ?? event,
    );
  }
}

async function hubAt(): Promise<{ hub: EventHub; store: Store; release: (tag: number) => Promise<void> }> {
  let tag = 0;
  const store = new Store((known) => {
    const text = databaseText([record("app", "dev", `v${tag}`), record("web", "dev", "latest")]);
    const files = { database: file("db.json", text), policy: file("policy.json") };
    return Promise.resolve(load(files, known, Date.now()));
  });
  const hub = new EventHub(store, () => describeHealth({ store }, { stopping: false }));
  const release = async (next: number): Promise<void> => {
    tag = next;
    await store.reload();
  };
  await release(0);
  return { hub, store, release };
}

test("a client that does not read is sent nothing more, and the rest in order when it reads", async () => {
  const { hub, release } = await hubAt();
  const [slow, quick] = [new SlowStream(), new SlowStream()];
  for (const stream of [slow, quick]) hub.add((onReady) => stream.open(onReady), undefined);
  slow.isBlocked = true;
  for (const tag of [1, 2, 3]) await release(tag);
  expect(slow.told).toEqual(['"missed":false', "event: health"]);
  expect(quick.told).toEqual(['"missed":false', "event: health", "v1", "v2", "v3"]);
  slow.read();
  expect(slow.told).toEqual(quick.told);
});

test("a client that missed more than is remembered is told so, once", async () => {
  const { hub, release } = await hubAt();
  const slow = new SlowStream();
  hub.add((onReady) => slow.open(onReady), undefined);
  slow.isBlocked = true;
  for (let tag = 1; tag <= 65; tag += 1) await release(tag);
  slow.read();
  expect(slow.told.slice(2)).toEqual(['"missed":true']);
  await release(66);
  expect(slow.told.slice(3)).toEqual(["v66"]);
});

test("a version that comes again does not lead in a circle", async () => {
  const { hub, store, release } = await hubAt();
  const first = store.snapshot?.version;
  for (const tag of [1, 0, 2]) await release(tag);
  const back = new SlowStream();
  hub.add((onReady) => back.open(onReady), first);
  expect(back.told).toEqual(["v2", '"missed":false', "event: health"]);
});

test("a closed store ends the read that is under way, and begins none", async () => {
  const reads: AbortSignal[] = [];
  const store = new Store((_known, closing) => {
    reads.push(closing);
    return new Promise((done) =>
      closing.addEventListener("abort", () => done({ kind: "broken", problems: [] })),
    );
  });
  const [first, second] = [store.reload(), store.reload()];
  await Promise.resolve();
  store.close();
  expect(await Promise.all([first, second])).toEqual([{ kind: "stopped" }, { kind: "stopped" }]);
  expect(await store.reload()).toEqual({ kind: "stopped" });
  expect(reads).toHaveLength(1);
});
