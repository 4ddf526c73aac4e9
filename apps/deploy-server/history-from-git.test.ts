import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { send } from "@release-channels/sandbox";
import { pino } from "pino";
import type { DeployRequest } from "../../lib/deploys/request.ts";
import { freePort } from "../../lib/http/testing/free-port.ts";
import { listRequests } from "../../lib/store/request-lists.ts";
import { emptyStore } from "../../lib/store/testing/empty-store.ts";
import { createDeployServer } from "./server.ts";
import {
  configMap,
  SETTINGS,
  settingsConfig,
  startConfigWorld,
  type ConfigWorld,
} from "./testing/config-world.ts";
import { pushFiles } from "./testing/push.ts";
import { RELEASES } from "./testing/world.ts";

let world: ConfigWorld;
beforeAll(async () => {
  world = await startConfigWorld();
});
afterAll(() => world.stop());

/** What the API says of a target, from a server that has just begun with an empty database. */
async function historyWithout(channel: string) {
  const store = await emptyStore();
  const port = await freePort();
  const server = await createDeployServer({
    settings: { ...world.settings, port },
    store,
    clock: world.clock,
    log: pino({ level: world.settings.logLevel }),
    readiness: { stopping: false },
  });
  try {
    await server.app.listen({ host: "127.0.0.1", port });
    const token = world.github.createToken({
      actor: "alice",
      kind: "pat",
      repositories: [RELEASES, SETTINGS],
      permissions: { metadata: "read" },
    });
    const path = `/v1/history?config=settings&channel=${channel}`;
    const { json } = await send(`http://127.0.0.1:${port}${path}`, { token });
    expect((await listRequests(store.db, { limit: 1 })).length).toBe(0);
    return json.history;
  } finally {
    await server.stopWork();
    await server.app.close();
    await store.close();
  }
}

const past = ({ id, commit }: DeployRequest, kind: string, what: object) =>
  expect.objectContaining({
    kind,
    state: "released",
    request: id,
    commit,
    what: expect.objectContaining(what),
  });

test("without the database, a target's history is what the ledger's commits say, each with its request", async () => {
  const files = { ".deploy/settings.yaml": settingsConfig(), "k8s/limits.yaml": configMap("limits", 1) };
  const first = await pushFiles(world.github, { repository: SETTINGS, files });
  const one = await world.ended("settings", "dev");
  const second = await pushFiles(world.github, {
    repository: SETTINGS,
    files: { "k8s/limits.yaml": configMap("limits", 2) },
  });
  const two = await world.ended("settings", "dev");
  expect(two.id).not.toBe(one.id);
  await world.types("/deploy undeploy settings from dev", "settings → dev");
  const gone = await world.ended("settings", "dev");
  expect(gone.kind).toBe("undeploy");
  expect(await historyWithout("dev")).toEqual([
    past(gone, "undeploy", { kind: "virtual" }),
    past(two, "release", { kind: "artifactless", config_sha: second }),
    past(one, "release", { kind: "artifactless", config_sha: first }),
  ]);
  // The near miss: nothing was ever deployed there.
  expect(await historyWithout("prod")).toEqual([]);
});
