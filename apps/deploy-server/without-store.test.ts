import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import pg from "pg";
import { openStore } from "../../lib/store/store.ts";
import {
  postgresqlPrograms,
  refuseAbsence,
  startPostgresql,
  type TestServer,
} from "../../lib/store/testing/postgresql.ts";
import { withoutStore } from "./without-store.ts";

const programs = postgresqlPrograms();
if (programs === undefined) refuseAbsence("install the package postgresql");

describe.each(programs === undefined ? [] : [programs])("with PostgreSQL of %s", (folder) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startPostgresql(folder);
    const owner = new pg.Client({ connectionString: server.url });
    await owner.connect();
    await owner.query("create role stranger login");
    await owner.end();
  });
  afterAll(() => server.stop());

  test.each([
    [
      { username: "nobody" },
      /^PostgreSQL refuses DATABASE_URL: role "nobody" does not exist\. Correct the role or its password/,
    ],
    [
      { pathname: "/ships" },
      /^PostgreSQL refuses DATABASE_URL: database "ships" does not exist\. Correct the name, or create/,
    ],
    [
      { username: "stranger" },
      /^PostgreSQL refuses DATABASE_URL: permission denied for schema public\. The role must own the database and all/,
    ],
    [
      { hostname: "localhost", port: "9" },
      /^PostgreSQL does not answer at DATABASE_URL: connect ECONNREFUSED .+:9\. Look after it/,
    ],
  ])("%j is refused with what to do", async (change, message) => {
    const { href } = Object.assign(new URL(server.url), change);
    const error: unknown = await openStore({ driver: "postgresql", url: href }).catch((one: unknown) => one);
    expect(withoutStore(error)).toMatch(message);
  });
});

test("what nobody has thought of keeps its trace", () => {
  expect(withoutStore(new TypeError("x is not a function"))).toBeUndefined();
});
