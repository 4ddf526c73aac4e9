import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { WatchEvent } from "./controlled.ts";
import type { Application, ApplicationSpec } from "./model.ts";
import { CHART, testArgoCd, type TestArgoCd } from "./testing.ts";

let world: TestArgoCd;
beforeAll(async () => {
  world = await testArgoCd();
});
afterAll(() => world.stop());

const specFor = (change: Partial<ApplicationSpec> = {}): ApplicationSpec => ({
  project: "payments",
  destination: { server: "https://kubernetes.default.svc", namespace: "my-app" },
  source: {
    repoURL: world.github.repository("acme/releases").cloneUrl,
    path: "apps/my-app/prod",
    targetRevision: "main",
  },
  ...change,
});

/** One state as the recordings are read: sync, health, phase, sync's revision, operation's, result's. */
function stateOf({ status, operation }: Application, names: Readonly<Record<string, string>>): string {
  const short = (revision: string | undefined): string =>
    revision === undefined ? "-" : (names[revision] ?? revision);
  const { operationState: state } = status;
  return [
    status.sync.status,
    status.health.status,
    state?.phase ?? "-",
    short(status.sync.revision),
    short(state?.operation.sync.revision),
    short(state?.syncResult?.revision),
    operation === undefined ? "" : "OP",
  ].join(" ");
}

const values = (tag: string, replicas = 3): Record<string, string> => ({
  "apps/my-app/prod/values.yaml": CHART["apps/my-app/prod/values.yaml"]
    .replace("main-1111111", tag)
    .replace("replicas: 3", `replicas: ${replicas}`),
});

async function statesOf(
  name: string,
  names: Readonly<Record<string, string>>,
  act: () => Promise<unknown>,
): Promise<string[]> {
  const states: string[] = [];
  const stop = world.argo.onChange(({ application }: WatchEvent) => {
    if (application.metadata.name === name) states.push(stateOf(application, names));
  });
  await act();
  await world.argo.settled(name);
  stop();
  return states.filter((state, at) => state !== states[at - 1]);
}

describe("a release", () => {
  let number = 0;
  let name: string;
  let old: string;
  beforeEach(async () => {
    number += 1;
    name = `my-app-${number}`;
    old = await world.commit("acme/releases", values(`main-old${number}`));
    await world.argo.addApplication({ name, spec: specFor() });
    const first = await world.api(`/applications/${name}/sync`, { body: {} });
    expect(first.status).toBe(200);
    await world.argo.settled(name);
  });

  test("goes through the recorded states", async () => {
    const tip = await world.commit("acme/releases", values("main-2222222"));
    const states = await statesOf(name, { [old]: "old", [tip]: "new" }, async () => {
      const refreshed = await world.api(`/applications/${name}?refresh=normal`, { method: "GET" });
      expect(stateOf(refreshed.json, { [tip]: "new", [old]: "old" })).toBe(
        "OutOfSync Healthy Succeeded new old old ",
      );
      const asked = await world.api(`/applications/${name}/sync`, {
        body: { revision: tip, infos: [{ name: "deploy-request", value: "r1" }] },
      });
      expect(asked.json.operation).toMatchObject({
        sync: { revision: tip },
        info: [{ name: "deploy-request", value: "r1" }],
        initiatedBy: { username: "bot" },
      });
      expect(asked.json.status.operationState).toBeUndefined();
    });
    expect(states).toEqual([
      "Synced Healthy Succeeded old old old ",
      "OutOfSync Healthy Succeeded new old old ",
      "OutOfSync Healthy - new - - OP",
      "OutOfSync Healthy Running new new - OP",
      "OutOfSync Healthy Succeeded new new new ",
      "Synced Progressing Succeeded new new new ",
      "Synced Healthy Succeeded new new new ",
    ]);
    const { status } = world.argo.application(name);
    expect(status.summary.images).toEqual(["ghcr.io/acme/my-app:main-2222222"]);
    expect(status.operationState?.operation.info).toEqual([{ name: "deploy-request", value: "r1" }]);
    expect(status.history?.map(({ id, revision }) => [id, revision])).toEqual([
      [0, old],
      [1, tip],
    ]);
  });

  test("is refused while another is under way, and can be terminated", async () => {
    world.argo.hold(name);
    await world.api(`/applications/${name}/sync`, { body: {} });
    const none = await world.api(`/applications/${name}/operation`, { method: "DELETE" });
    expect([none.status, none.json.code]).toEqual([400, 3]);
    await world.argo.step(name);
    const second = await world.api(`/applications/${name}/sync`, { body: {} });
    expect([second.status, second.json]).toEqual([
      400,
      {
        error: "another operation is already in progress",
        code: 9,
        message: "another operation is already in progress",
      },
    ]);
    const ended = await world.api(`/applications/${name}/operation`, { method: "DELETE" });
    expect([ended.status, ended.json]).toEqual([200, {}]);
    expect(world.argo.application(name).status.operationState?.phase).toBe("Terminating");
    world.argo.release(name);
    const { status, operation } = await world.argo.settled(name);
    expect(operation).toBeUndefined();
    expect(status.operationState).toMatchObject({ phase: "Failed", message: "Operation terminated" });
    expect(status.conditions).toMatchObject([{ type: "SyncError" }]);
  });
});
