import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql, type Kysely } from "kysely";
import { checksumOf, migrate, statementsOf } from "./migrate.ts";
import { MIGRATIONS } from "./migrations/index.ts";
import type { Migration } from "./migrations/migration.ts";
import type { Tables } from "./tables.ts";
import { testDrivers } from "./testing/drivers.ts";

describe("the migrations", () => {
  const released: Readonly<Record<string, string>> = JSON.parse(
    readFileSync(new URL("migrations/released.json", import.meta.url), "utf8"),
  );

  test("are numbered in their order", () => {
    const names = MIGRATIONS.map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
    expect(names.map((name) => Number.parseInt(name, 10))).toEqual(names.map((_name, index) => index + 1));
  });

  test("do not change once they are listed as released: add another one instead", () => {
    const known = new Map(MIGRATIONS.map((migration) => [migration.name, checksumOf(migration)]));
    const changed = Object.entries(released).filter(([name, checksum]) => known.get(name) !== checksum);
    expect(changed).toEqual([]);
  });

  test("are all listed, with what they are", () => {
    expect(released).toEqual(Object.fromEntries(MIGRATIONS.map((one) => [one.name, checksumOf(one)])));
  });

  test("have statements without semicolons within", () => {
    for (const statement of MIGRATIONS.flatMap(statementsOf)) expect(statement).not.toContain(";");
  });
});

test("a checksum is of the statements, not of the spaces around them", () => {
  const plain = { name: "x", sql: "create table a (b text);\n-- c\ncreate index d on a (b);" };
  expect(checksumOf({ ...plain, sql: `\n${plain.sql.replaceAll("\n", "  \r\n")}\n` })).toBe(
    checksumOf(plain),
  );
  expect(checksumOf({ ...plain, sql: plain.sql.replace("text", "json") })).not.toBe(checksumOf(plain));
  expect(statementsOf(plain)).toEqual(["create table a (b text)", "create index d on a (b)"]);
});

/** A layout to come, for what has no second migration yet. */
const NEXT: Migration = {
  name: "9998-next",
  sql: "alter table inbox add column note text;\ncreate index inbox_note on inbox (note);",
};
const BROKEN: Migration = {
  name: "9999-broken",
  sql: "create table half (a text);\nalter table nowhere add column b text;",
};

const { drivers, close } = testDrivers();
afterAll(close);

describe.each(drivers)("on $name", ({ open }) => {
  let db: Kysely<Tables>;
  let another: (() => Promise<Kysely<Tables>>) | undefined;
  beforeAll(async () => {
    const opened = await open();
    ({ db } = opened.store);
    another = opened.second;
  });

  test("each one follows on the one before, with rows that are there", async () => {
    await sql`drop schema public cascade`.execute(db);
    await sql`create schema public`.execute(db);
    for (const index of MIGRATIONS.keys()) {
      const { applied } = await migrate(db, MIGRATIONS.slice(0, index + 1));
      expect(applied).toEqual([MIGRATIONS[index]?.name]);
      await sql`insert into inbox (source, key, kind, payload) values ('test', ${String(index)}, 'x', '{}')`.execute(
        db,
      );
    }
    expect(await migrate(db)).toEqual({ applied: [], newer: [] });
    const { rows } = await sql`select key from inbox where source = 'test' order by key::int`.execute(db);
    expect(rows).toEqual(MIGRATIONS.map((_one, index) => ({ key: String(index) })));
  });

  test("one that fails leaves nothing behind", async () => {
    await expect(migrate(db, [...MIGRATIONS, BROKEN])).rejects.toThrow(/nowhere/);
    const { rows } = await sql`select to_regclass('half') as half`.execute(db);
    expect(rows).toEqual([{ half: null }]);
    expect(await migrate(db)).toEqual({ applied: [], newer: [] });
  });

  test("one that was changed after it was applied is refused", async () => {
    const [first, ...rest] = MIGRATIONS;
    const changed = [{ ...first!, sql: `${first!.sql}\ncreate table more (a text);` }, ...rest];
    await expect(migrate(db, changed)).rejects.toThrow(
      `The database has the migration ${first?.name} in another form than this program: one of them was changed after its release. Run the version that made the database, or restore a backup from before it.`,
    );
  });

  test("replicas that start together apply it once", async () => {
    const replicas = [db, (await another?.()) ?? db];
    const results = await Promise.all(replicas.map((replica) => migrate(replica, [...MIGRATIONS, NEXT])));
    expect(results.flatMap(({ applied }) => applied)).toEqual([NEXT.name]);
  });

  test("the version before goes on beside a newer one, and knows that it does", async () => {
    expect(await migrate(db)).toEqual({ applied: [], newer: [NEXT.name] });
  });
});
