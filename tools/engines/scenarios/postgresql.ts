import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { startPostgreSql } from "../postgresql.ts";
import type { Scenario } from "../scenario.ts";

export const postgresql: Scenario = {
  name: "postgresql",
  shows: "Debian's PostgreSQL runs as nobody special, and keeps what was committed when it is killed",
  run: async ({ processes }) => {
    const server = await startPostgreSql(processes);
    const pid = processes.ids.get("postgresql") ?? assert.fail("PostgreSQL does not run");
    assert.notEqual(statSync(`/proc/${pid}`).uid, 0);
    await server.query("create table request (id int primary key, state text not null)");
    await server.query("insert into request values (1, 'committed'), (2, 'queued')");
    await server.restart();
    assert.equal(await server.query("select id, state from request order by id"), "1|committed\n2|queued\n");
    assert.notEqual(processes.ids.get("postgresql"), pid);
  },
};
