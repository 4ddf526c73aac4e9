import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { marked, type Tokens } from "marked";
import pg from "pg";
import { readSettings } from "../../apps/deploy-server/settings.ts";
import { openStore } from "../../lib/store/store.ts";
import {
  postgresqlPrograms,
  refuseAbsence,
  startPostgresql,
  type TestServer,
} from "../../lib/store/testing/postgresql.ts";
import { commandsOf } from "../engines/guide.ts";

const text = readFileSync("docs/deploy-server-operations.md", "utf8");

/** The rows of the table between two marks, each cell as written. */
function tableOf(mark: string): readonly (readonly string[])[] {
  const [, part = ""] = new RegExp(`<!-- ${mark} -->(.*?)<!-- end of ${mark} -->`, "s").exec(text) ?? [];
  const table = marked.lexer(part).find((token): token is Tokens.Table => token.type === "table");
  return (table?.rows ?? []).map((row) => row.map((cell) => cell.text));
}

const codesIn = (cell: string | undefined): readonly string[] =>
  [...(cell ?? "").matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

test("its metrics are those of the server", () => {
  const code = readFileSync("apps/deploy-server/metrics.ts", "utf8");
  const served = new Set([...code.matchAll(/\bdeploy_server_\w+/g)].map(([name]) => name));
  const told = tableOf("metrics").flatMap(([name]) => codesIn(name));
  expect(told.toSorted()).toEqual([...served].toSorted());
});

test("its alerts are those of the chart, after as long", () => {
  const template = readFileSync("helm/deploy-server/templates/alerts.yaml", "utf8");
  const alerts = template.split("- alert: ").slice(1);
  const inChart = alerts.map((one) => [/^\w+/.exec(one)?.[0], /^ +for: (\d+)m$/m.exec(one)?.[1] ?? ""]);
  const told = tableOf("alerts").map(([name, after = ""]) => [codesIn(name)[0], after.replace(" m", "")]);
  expect(told).toEqual(inChart);
});

test("it says of each secret of the server how it is changed", () => {
  const secrets = new Set<string>();
  const note = (variables: Readonly<Record<string, string>>): void => {
    const asked = new Proxy(variables, {
      get: (target, name) => {
        const setting = /^(\w+)_FILE$/.exec(String(name))?.[1];
        if (setting !== undefined) secrets.add(setting);
        return target[String(name)];
      },
    });
    expect(() => readSettings(asked)).toThrow("RELEASE_REPOSITORY is not set");
  };
  note({});
  // Its key is read only if there is an App.
  note({ GITHUB_APP_ID: "1" });
  const told = tableOf("keys").flatMap(([name]) => codesIn(name));
  expect(told.filter((name) => /^[A-Z_]+$/.test(name)).toSorted()).toEqual([...secrets].toSorted());
});

const programs = postgresqlPrograms();
if (programs === undefined) refuseAbsence("install the package postgresql");

describe.each(programs === undefined ? [] : [programs])("with PostgreSQL of %s", (folder) => {
  let server: TestServer;
  let place: string;
  /** As set up by the guide: the server's role owns its database, and may create none. */
  let url: string;
  beforeAll(async () => {
    server = await startPostgresql(folder);
    place = mkdtempSync(join(tmpdir(), "operations-"));
    await query("create role ship login", server.url);
    await query("create database ships owner ship", server.url);
    url = Object.assign(new URL(server.url), { username: "ship", pathname: "/ships" }).href;
  });
  afterAll(async () => {
    await server.stop();
    rmSync(place, { recursive: true });
  });

  /** Runs commands of the guide as it says: what they need to know stands in the environment. */
  function shell(mark: string): void {
    const { hostname, port, username, pathname } = new URL(url);
    const env = {
      PATH: `${folder}:${process.env["PATH"]}`,
      PGHOST: hostname,
      PGPORT: port,
      PGUSER: username,
      PGDATABASE: pathname.slice(1),
    };
    execFileSync("bash", ["-euc", commandsOf(mark)], { cwd: place, env, stdio: "pipe" });
  }

  async function query(sql: string, connectionString = url): Promise<readonly object[]> {
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      const { rows } = await client.query<object>(sql);
      return rows;
    } finally {
      await client.end();
    }
  }

  const told = (key: string): Promise<unknown> =>
    query(`insert into inbox (source, key, kind, payload) values ('test', '${key}', 'x', '{}')`);
  const keys = () => query("select id, key from inbox order by id");

  test("a backup is restored by its commands: what came since is gone, and the server goes on with it", async () => {
    const store = await openStore({ driver: "postgresql", url });
    await told("before");
    await told("before, too");
    const before = await keys();
    shell("back up");
    await told("since");
    await query("update inbox set key = 'changed' where key = 'before'");
    // A later version's table, which the backup does not have.
    await query("create table later (id int)");
    await store.close();

    shell("restore");
    expect(await query("select to_regclass('later') as later")).toEqual([{ later: null }]);
    expect(await keys()).toEqual(before);
    const restored = await openStore({ driver: "postgresql", url });
    expect(restored.migrated).toEqual({ applied: [], newer: [] });
    await restored.close();
    // Numbers are not given out again.
    await told("later");
    expect(await keys()).toHaveLength(3);
  });

  test("a backup that is broken replaces nothing", async () => {
    const before = await keys();
    const path = join(place, "deploys.dump");
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, Math.floor(whole.length / 2)));
    expect(() => shell("restore")).toThrow("could not read from input file");
    expect(await keys()).toEqual(before);
    expect(before).toHaveLength(3);
  });
});
