import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { linkAccount, linkedAccount } from "./accounts.ts";
import { receive } from "./inbox.ts";
import { findOwnCommit, recordOwnCommit } from "./own-commits.ts";
import { inTransaction, type Db } from "./store.ts";
import { testDrivers } from "./testing/drivers.ts";
import { incoming } from "./testing/entries.ts";

const { drivers, close } = testDrivers();
afterAll(close);

describe.each(drivers)("on $name", ({ open }) => {
  let db: Db;
  beforeAll(async () => {
    ({ db } = (await open()).store);
  });

  describe("values", () => {
    test("a bigint is a number, and one that is none is refused", async () => {
      const { rows } = await sql<{ big: number; count: number }>`
        select 9007199254740991::bigint as big, count(*) as count from inbox`.execute(db);
      expect(rows).toEqual([{ big: 9007199254740991, count: 0 }]);
      await expect(sql`select 9007199254740993::bigint as big`.execute(db)).rejects.toThrow(
        "9007199254740993 is too large to be read as a number",
      );
    });

    test("a moment is ISO 8601 in UTC, whatever the session's time zone", async () => {
      const { rows } = await inTransaction(db, async (transaction) => {
        await sql`set local time zone 'Asia/Kolkata'`.execute(transaction);
        return sql`select timestamptz '2026-11-21 02:00:00.123456+00' as a, timestamptz '2026-11-21 02:00:00Z' as b`.execute(
          transaction,
        );
      });
      expect(rows).toEqual([{ a: "2026-11-21T02:00:00.123Z", b: "2026-11-21T02:00:00.000Z" }]);
    });
  });

  test("an account is linked to the person who signed in last, in one workspace", async () => {
    const somebody = { team: "T1", user: "U1" };
    await linkAccount(db, somebody, { id: 9007199254740991, login: "alice" });
    await linkAccount(db, { ...somebody, team: "T2" }, { id: 2, login: "bob" });
    await linkAccount(db, somebody, { id: 9007199254740991, login: "alice-renamed" });
    expect(await linkedAccount(db, somebody)).toEqual({ id: 9007199254740991, login: "alice-renamed" });
    expect(await linkedAccount(db, { ...somebody, enterprise: "E1" })).toBeUndefined();
    expect(await linkedAccount(db, { ...somebody, team: "T2" })).toEqual({ id: 2, login: "bob" });
  });

  test("a commit of ours stays that of the request that made it", async () => {
    const commit = {
      repository: "acme/apps",
      sha: "c".repeat(40),
      requestId: randomUUID(),
      role: "target",
    } as const;
    await recordOwnCommit(db, commit);
    await recordOwnCommit(db, { ...commit, requestId: null });
    expect(await findOwnCommit(db, commit)).toEqual(commit);
    expect(await findOwnCommit(db, { ...commit, sha: "d".repeat(40) })).toBeUndefined();
    expect(await findOwnCommit(db, { ...commit, repository: "acme/apps-2" })).toBeUndefined();
  });

  test("a commit of ours is known in whichever case its repository is written", async () => {
    const commit = {
      repository: "Acme/Mixed",
      sha: "e".repeat(40),
      requestId: null,
      role: "ledger",
    } as const;
    await recordOwnCommit(db, commit);
    for (const repository of ["Acme/Mixed", "acme/mixed", "ACME/MIXED"]) {
      expect(await findOwnCommit(db, { ...commit, repository })).toEqual({
        ...commit,
        repository: "acme/mixed",
      });
    }
  });

  test("what is done together is undone together, and a query beside it is not", async () => {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const failing = inTransaction(db, async (transaction) => {
      await receive(transaction, incoming("undone"));
      begin();
      await sql`select 1`.execute(transaction);
      throw new Error("no");
    });
    await begun;
    await Promise.all([receive(db, incoming("beside")), expect(failing).rejects.toThrow("no")]);
    const left = await db
      .selectFrom("inbox")
      .select("key")
      .where("key", "in", ["undone", "beside"])
      .execute();
    expect(left).toEqual([{ key: "beside" }]);
  });
});
