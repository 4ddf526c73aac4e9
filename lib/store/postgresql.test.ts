import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { isPassing } from "./failure.ts";
import { claimEntries, finishEntry, receive } from "./inbox.ts";
import { openStore, type Store } from "./store.ts";
import { postgresqlPrograms, refuseAbsence, startPostgresql, type TestServer } from "./testing/postgresql.ts";

const programs = postgresqlPrograms();
if (programs === undefined)
  refuseAbsence("these tests stop and start one, so install the package postgresql");
const incoming = (key: string) => ({ source: "github", key, kind: "push", payload: { key } });

/** What only a server of one's own can show: it is stopped in the middle, and others use it at the same time. */
(programs === undefined ? describe.skip : describe)("PostgreSQL", () => {
  let server: TestServer;
  let store: Store;
  const lost: string[] = [];
  beforeAll(async () => {
    server = await startPostgresql(programs ?? "");
    const onLost = ({ message }: Error) => void lost.push(message);
    store = await openStore({
      driver: "postgresql",
      url: server.url,
      connections: 3,
      statementMs: 3_000,
      onLost,
    });
  });
  afterAll(async () => {
    await store.close();
    await server.stop();
  });

  test("entries go to one replica each, with many that claim at once", async () => {
    const beside = await openStore({ driver: "postgresql", url: server.url, connections: 3 });
    const keys = Array.from({ length: 60 }, (_, index) => `many-${index}`);
    for (const key of keys) await receive(store.db, incoming(key));
    const got: string[] = [];
    const work = async ({ db }: Store, owner: string): Promise<void> => {
      for (;;) {
        const entries = await claimEntries(db, { owner, leaseMs: 3_600_000, limit: 2 });
        if (entries.length === 0) return;
        for (const entry of entries) {
          got.push(entry.key);
          await finishEntry(db, entry);
        }
      }
    };
    await Promise.all([work(store, "a"), work(beside, "b"), work(store, "c"), work(beside, "d")]);
    expect(got.toSorted()).toEqual(keys.toSorted());
    await beside.close();
  });

  test("the same delivery to two replicas at once is taken once", async () => {
    const beside = await openStore({ driver: "postgresql", url: server.url, connections: 3 });
    const results = await Promise.all(
      [store, beside, store, beside].map(({ db }) => receive(db, incoming("same"))),
    );
    expect(results.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(results.map(({ id }) => id)).size).toBe(1);
    await beside.close();
  });

  test("a statement that takes too long is given up, and passes", async () => {
    const error: unknown = await sql`select pg_sleep(600)`
      .execute(store.db)
      .catch((reason: unknown) => reason);
    expect([isPassing(error), String(error)]).toEqual([
      true,
      "error: canceling statement due to statement timeout",
    ]);
  });

  test("it is killed and comes back: what was acknowledged is there, what failed may be tried again", async () => {
    await receive(store.db, incoming("before"));
    const running: Promise<unknown> = sql`select pg_sleep(600)`
      .execute(store.db)
      .catch((reason: unknown) => reason);
    await server.kill();
    expect(isPassing(await running)).toBe(true);
    const refused: unknown = await receive(store.db, incoming("meanwhile")).catch(
      (reason: unknown) => reason,
    );
    expect(isPassing(refused)).toBe(true);
    await server.start();
    expect((await receive(store.db, incoming("before"))).isNew).toBe(false);
    expect((await receive(store.db, incoming("meanwhile"))).isNew).toBe(true);
  });

  test("a replica that is killed within a transaction leaves no half of it, and its lease ends", async () => {
    const child = fork(join(import.meta.dirname, "testing/die-in-transaction.ts"), [server.url], {
      stdio: "ignore",
    });
    await once(child, "exit");
    expect(child.signalCode).toBe("SIGKILL");
    const { rows } = await sql`select key from inbox where key in ('half', 'claimed') order by key`.execute(
      store.db,
    );
    expect(rows).toEqual([{ key: "claimed" }]);
    const entries = await claimEntries(store.db, { owner: "b", leaseMs: 0, limit: 100 });
    expect(entries.find(({ key }) => key === "claimed")?.attempts).toBe(2);
  });
});
