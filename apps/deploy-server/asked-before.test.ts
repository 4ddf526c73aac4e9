import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { ArgoCd } from "@release-channels/sandbox";
import type { DeployRequest } from "../../lib/deploys/request.ts";
import { listRequests } from "../../lib/store/request-lists.ts";
import type { Db } from "../../lib/store/store.ts";
import {
  configMap,
  SETTINGS,
  settingsConfig,
  startConfigWorld,
  type ConfigWorld,
} from "./testing/config-world.ts";
import { CHART, startFluxWorld, type FluxWorld } from "./testing/flux-world.ts";
import { placeRequest } from "./testing/placed-request.ts";
import { pushFiles } from "./testing/push.ts";
import { startSetWorld, type SetWorld } from "./testing/set-world.ts";
import { talkIn } from "./testing/talk.ts";
import { RELEASES, SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";
import { requestSync } from "./worker/sync.ts";
import type { World } from "./world.ts";

/**
 * A replica that dies after an engine has taken the sync, and before that is in the store: whoever goes on asks the engine
 * first, and says nothing of what somebody has lost meanwhile, since it runs in truth. The replica that dies is one whose
 * outcome nobody saves.
 */

const ACCEPTED = { kind: "event", event: { type: "accepted" } };
const forbidden = (login: string) => ({
  name: "Rejected",
  ending: "forbidden",
  message: expect.stringContaining(login),
});

async function newest(db: Db, config: string, channel: string): Promise<DeployRequest> {
  const [found] = await listRequests(db, { target: { config, channel }, limit: 1 });
  if (found === undefined) throw new Error(`nobody has asked for ${config} in ${channel}`);
  return found.request;
}

/** A request at its engine, where another one has been before. */
async function atEngine(world: World, like: DeployRequest, more: Partial<DeployRequest> = {}) {
  const placed = await placeRequest(world.db, like);
  const request: DeployRequest = { ...like, wave: 0, ...more, id: placed.id, state: "requesting" };
  return {
    id: placed.id,
    asks: async (replica: string) => requestSync(world, request, await placed.claim(replica)),
    remove: placed.remove,
  };
}

/** Lets the first of such requests through, and not the second. */
function failSecond(standIn: Pick<ArgoCd, "inject">, operation: string): void {
  const gate = async (): Promise<void> => {
    standIn.inject({ operation, fault: { kind: "status", status: 503 }, times: 1 });
  };
  standIn.inject({ operation, fault: { kind: "delay", ms: 0, gate }, times: 1 });
}

const LOCKS = JSON.stringify({
  version: 1,
  locks: ["qa", "prod", "dev"].map((channel) => ({
    channel,
    reason: "incident 45",
    owner: "bob",
    at: "2026-11-29T14:00:00Z",
  })),
});
const NO_LOCKS = JSON.stringify({ version: 1, locks: [] });

describe("Argo CD", () => {
  let world: TestWorld;
  let done: DeployRequest;
  beforeAll(async () => {
    world = await startTestWorld();
    const talk = talkIn(world);
    await world.link(world.alice, "alice");
    await talk.newBuild("first");
    const shown = await talk.newMessage(world.alice, "/deploy my-app main to prod", "waits for your word");
    await world.slack.click(world.alice.id, shown, { actionId: "ship" });
    await talk.live(shown);
    done = await newest(world.store.db, "my-app", "prod");
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    world.github.setPermission(SOURCE, "alice", "write");
    await world.commit(RELEASES, { "db/locks.json": NO_LOCKS });
  });

  const syncs = (id: string): number =>
    world.argo.requests.filter(
      ({ operation, body }) => operation === "applications/sync" && body.includes(id),
    ).length;
  const changed = (name: string): Promise<string> =>
    world.commit(RELEASES, {
      [`apps/my-app/prod/templates/${name}.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`,
    });
  const LOST = {
    permission: async () => world.github.setPermission(SOURCE, "alice", "read"),
    lock: async () => {
      await world.commit(RELEASES, { "db/locks.json": LOCKS });
    },
  };

  test.each(["permission", "lock"] as const)(
    "goes on with what it has, whatever becomes of the %s",
    async (what) => {
      const commit = await changed(`taken-${what}`);
      const taken = await atEngine(world.server.world, done, { commit });
      expect(await taken.asks("dies")).toMatchObject(ACCEPTED);
      await world.argo.settled("my-app-prod");
      await LOST[what]();
      expect(await taken.asks("goes on")).toEqual({
        kind: "event",
        event: { type: "accepted", operation: taken.id },
      });
      expect(syncs(taken.id)).toBe(1);
      await taken.remove();
    },
  );

  test.each([
    [
      "permission",
      { ending: "forbidden", message: expect.stringMatching(/^alice has read in acme\/my-app/) },
    ],
    ["lock", { ending: "held", message: expect.stringContaining("locked by bob") }],
  ] as const)("is not asked where it has nothing, and the %s is another", async (what, refusal) => {
    const commit = await changed(`kept-${what}`);
    await LOST[what]();
    const kept = await atEngine(world.server.world, done, { commit });
    await expect(kept.asks("asks")).rejects.toMatchObject(refusal);
    expect(syncs(kept.id)).toBe(0);
    await kept.remove();
  });
});

describe("an ApplicationSet", () => {
  let world: SetWorld;
  let done: DeployRequest;
  beforeAll(async () => {
    world = await startSetWorld();
    const talk = talkIn(world);
    await world.link(world.alice, "alice");
    await talk.newBuild("first");
    const shown = await talk.newMessage(world.alice, "/deploy my-app main to prod", "waits for your word");
    await world.slack.click(world.alice.id, shown, { actionId: "ship" });
    await talk.live(shown);
    done = await newest(world.store.db, "my-app", "prod");
  });
  afterAll(() => world.stop());

  test("is brought to its end where one application was asked, and another not yet", async () => {
    const { argo, github, server } = world;
    const commit = await world.commit(RELEASES, {
      "apps/my-app/prod/templates/more.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: more\n",
    });
    const begun = await atEngine(server.world, done, { commit });
    // The second application's sync is as far as the first replica gets.
    failSecond(argo, "applications/sync");
    await expect(begun.asks("dies")).rejects.toThrow("503");
    await argo.settled("my-app-eu");
    github.setPermission(SOURCE, "alice", "read");
    await world.commit(RELEASES, { "db/locks.json": LOCKS });
    expect(await begun.asks("goes on")).toMatchObject(ACCEPTED);
    const asked = argo.requests.flatMap(({ operation, path, body, status }) =>
      operation === "applications/sync" && body.includes(begun.id)
        ? [[/applications\/([^/]+)\/sync/.exec(path)?.[1], status]]
        : [],
    );
    expect(asked).toEqual([
      ["my-app-eu", 200],
      ["my-app-us", 503],
      ["my-app-us", 200],
    ]);
    await begun.remove();
  });
});

describe("Flux", () => {
  let world: FluxWorld;
  let done: DeployRequest;
  beforeAll(async () => {
    world = await startFluxWorld({ config: "people: { qa: { permission: write } }\n" });
    world.registry.pushChart(CHART, { name: "my-app", version: "1.4.2" });
    await world.live(await world.ask("/deploy my-app 1.4.2 to qa", "my-app"));
    done = await newest(world.server.world.db, "my-app", "qa");
  });
  afterAll(() => world.stop());
  beforeEach(() => world.github.setPermission(RELEASES, "alice", "write"));

  const patches = (id: string): readonly string[] =>
    world.clusters.qa.kubernetes.requests.flatMap(({ method, path, body, status }) =>
      method === "PATCH" && status === 200 && body.includes(id)
        ? [path.split("?")[0]?.split("/").slice(-2).join("/") ?? ""]
        : [],
    );
  const ROUTE = ["gitrepositories/releases", "kustomizations/apps", "helmreleases/my-app"];
  const lose = () => world.github.setPermission(RELEASES, "alice", "read");

  test("goes on with what it has, whatever becomes of a permission", async () => {
    const taken = await atEngine(world.server.world, done);
    expect(await taken.asks("dies")).toMatchObject(ACCEPTED);
    expect(patches(taken.id)).toEqual(ROUTE);
    lose();
    expect(await taken.asks("goes on")).toMatchObject(ACCEPTED);
    expect(patches(taken.id)).toEqual(ROUTE);
    await taken.remove();
  });

  test("is brought to its end where its source was asked, and the rest not yet", async () => {
    const begun = await atEngine(world.server.world, done);
    failSecond(world.clusters.qa.kubernetes, "patch");
    await expect(begun.asks("dies")).rejects.toThrow("could not ask for a reconciliation of Kustomization/");
    expect(patches(begun.id)).toEqual(ROUTE.slice(0, 1));
    lose();
    expect(await begun.asks("goes on")).toMatchObject(ACCEPTED);
    expect(patches(begun.id)).toEqual(ROUTE);
    await begun.remove();
  });

  test("is not asked where it has nothing", async () => {
    lose();
    const kept = await atEngine(world.server.world, done);
    await expect(kept.asks("asks")).rejects.toMatchObject(forbidden("alice has read in acme/releases"));
    await expect(kept.asks("asks again")).rejects.toThrow(
      /\. Git says so already \([0-9a-f]{7}\), and qa takes it by itself once nothing is in the way: roll back where it must not$/,
    );
    expect(patches(kept.id)).toEqual([]);
    await kept.remove();
  });
});

describe("the engine kubernetes", () => {
  let world: ConfigWorld;
  let done: DeployRequest;
  beforeAll(async () => {
    world = await startConfigWorld();
    const { github } = world;
    const sha = await pushFiles(github, {
      repository: SETTINGS,
      files: { ".deploy/settings.yaml": settingsConfig(), "k8s/limits.yaml": configMap("limits", 1) },
    });
    await world.ended("settings", "dev");
    const card = await world.types(
      `/deploy settings config ${sha.slice(0, 7)} to prod`,
      "waits for your word",
    );
    await world.slack.click(world.alice.id, card, { actionId: "ship" });
    done = await world.ended("settings", "prod");
  });
  afterAll(() => world.stop());
  beforeEach(() => world.github.setPermission(SETTINGS, "alice", "write"));

  const says = (): unknown =>
    world.cluster.get({ kind: "DeployConfig", name: "settings.prod", namespace: "settings-prod" })?.["spec"];
  const lose = () => world.github.setPermission(SETTINGS, "alice", "read");

  test("goes on with what it has, whatever becomes of a permission or a lock", async () => {
    const taken = await atEngine(world.server.world, done);
    expect(await taken.asks("dies")).toMatchObject(ACCEPTED);
    expect(says()).toMatchObject({ request: taken.id });
    lose();
    await world.commit(RELEASES, { "db/locks.json": LOCKS });
    expect(await taken.asks("goes on")).toMatchObject(ACCEPTED);
    await world.commit(RELEASES, { "db/locks.json": NO_LOCKS });
    await taken.remove();
  });

  test("is not told where it has nothing", async () => {
    const before = says();
    lose();
    const kept = await atEngine(world.server.world, done);
    await expect(kept.asks("asks")).rejects.toMatchObject(forbidden("alice has read in acme/settings"));
    expect(says()).toEqual(before);
    await kept.remove();
  });
});
