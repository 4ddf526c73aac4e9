import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { at, textAt } from "./narrow.ts";
import {
  configMap,
  SETTINGS,
  settingsConfig,
  startConfigWorld,
  STRANGER,
  type ConfigWorld,
} from "./testing/config-world.ts";
import { moveBranch, pushFiles } from "./testing/push.ts";
import { wordsOf } from "./testing/world.ts";

let world: ConfigWorld;
beforeAll(async () => {
  world = await startConfigWorld();
});
afterAll(() => world.stop());

const push = (files: Readonly<Record<string, string | undefined>>, repository = SETTINGS) =>
  pushFiles(world.github, { repository, files });
const limit = (namespace = "settings") =>
  textAt(world.cluster.get({ kind: "ConfigMap", name: "limits", namespace }), "data", "limit");
const spec = () =>
  at(world.cluster.get({ kind: "DeployConfig", name: "settings.dev", namespace: "settings" }), "spec");
/** The commits that were pushed, the first one first. */
const shas: string[] = [];

test("a push of a config without an image deploys it where nothing was, and says so in the ledger", async () => {
  const sha = await push({
    ".deploy/settings.yaml": settingsConfig(),
    "k8s/limits.yaml": configMap("limits", 1),
  });
  const request = await world.ended("settings", "dev");
  shas.push(sha);
  expect(request).toMatchObject({
    kind: "autodeploy",
    by: { via: "event" },
    to: { kind: "artifactless", configSha: sha },
  });
  expect(await world.requests("settings", "prod")).toEqual([]);
  expect((await world.ledger()).configs).toEqual([
    {
      config: "settings",
      channel: "dev",
      repository: SETTINGS,
      path: ".deploy/settings.yaml",
      sha,
      released_at: expect.stringMatching(/Z$/),
      released_by: expect.any(String),
      dispatch_id: request.id,
    },
  ]);
  expect(limit()).toBe("1");
  expect(spec()).toEqual({
    config: "settings",
    channel: "dev",
    repository: SETTINGS,
    path: ".deploy/settings.yaml",
    request: request.id,
    configSha: sha,
  });
});

test("a push that changes neither the config nor its paths deploys nothing, and one that does, the newest", async () => {
  await push({ "k8s/limits.yaml.orig": configMap("limits", 7), "docs/limits.yaml": "\n" });
  await world.settled();
  expect(await world.requests("settings", "dev")).toHaveLength(1);
  shas.push(await push({ "k8s/limits.yaml": configMap("limits", 2) }));
  const request = await world.ended("settings", "dev");
  expect(request.to).toEqual({ kind: "artifactless", configSha: shas[1] });
  expect(limit()).toBe("2");
});

test("a commit by hand goes to a protected channel once somebody has said yes", async () => {
  const [first = ""] = shas;
  const card = await world.types(
    `/deploy settings config ${first.slice(0, 7)} to prod`,
    "waits for your word",
  );
  expect(wordsOf(card)).toContain(`config ${first.slice(0, 7)}`);
  await world.slack.click(world.alice.id, card, { actionId: "ship" });
  await world.ended("settings", "prod");
  expect(limit("settings-prod")).toBe("1");
  expect((await world.ledger()).configs?.map(({ channel, sha }) => [channel, sha])).toEqual([
    ["dev", shas[1]],
    ["prod", first],
  ]);
});

test.each([
  ["/deploy settings config 1234567 to dev", `there is no commit 1234567 in ${SETTINGS}`],
  ["/deploy settings #12 to dev", "settings has no artifact, so that a pull request names nothing of it"],
  ["/deploy settings nowhere to dev", `there is no branch nowhere in ${SETTINGS}`],
])("%s is refused: %s", async (command, says) => {
  await world.types(command, says);
});

test("the status of a team is that of its configs", async () => {
  const status = wordsOf(await world.types("/deploy status team:payments", "*settings/dev*"));
  expect(status).toContain("*settings/prod*");
  expect(status).not.toContain("my-app/dev");
  await world.types("/deploy status team:payment", "there is no team payment; did you mean payments?");
});

test("a commit that is on another branch alone is refused", async () => {
  const { github } = world;
  const head = (await github.tip(SETTINGS)) ?? "";
  await moveBranch(github, { repository: SETTINGS, branch: "feature", sha: head });
  const sha = await pushFiles(github, {
    repository: SETTINGS,
    branch: "feature",
    files: { "k8s/limits.yaml": configMap("limits", 9) },
  });
  await world.types(
    `/deploy settings config ${sha.slice(0, 7)} to dev`,
    `commit ${sha.slice(0, 7)} of ${SETTINGS} is not on main`,
  );
  expect(limit()).toBe("2");
});

test("an earlier deploy is applied again by its number, and stays until somebody resumes", async () => {
  const history = await world.types("/deploy history settings dev", "autodeploy by");
  const number = /(\d+)\. \S+ \*settings\/dev\* `config (\w+)` autodeploy/g;
  const lines = [...wordsOf(history).matchAll(number)].map(([, at, sha]) => [at, sha] as const);
  const named = lines.find(([, sha]) => shas[0]?.startsWith(sha ?? "-"))?.[0] ?? "";
  await world.types(`/deploy reapply settings ${named} to dev`, "settings → dev");
  await world.ships("settings", "dev");
  const request = await world.ended("settings", "dev");
  expect(request).toMatchObject({ kind: "reapply", to: { configSha: shas[0] } });
  expect(limit()).toBe("1");
  const [record] = (await world.ledger()).configs ?? [];
  expect(record).toMatchObject({ sha: shas[0], pinned: { by: "alice" } });

  const before = (await world.requests("settings", "dev")).length;
  shas.push(await push({ "k8s/limits.yaml": configMap("limits", 3) }));
  await world.settled();
  expect(await world.requests("settings", "dev")).toHaveLength(before);
  await resume();
  expect((await world.ledger()).configs?.[0]).not.toHaveProperty("pinned");
  shas.push(await push({ "k8s/limits.yaml": configMap("limits", 4) }));
  await world.ended("settings", "dev");
  expect(limit()).toBe("4");
});

/** Resumes settings in dev. */
async function resume(): Promise<void> {
  const card = await world.types("/deploy resume settings in dev", "waits for your word");
  await world.slack.click(world.alice.id, card, { actionId: "ship" });
  const request = await world.ended("settings", "dev");
  expect(request).toMatchObject({ kind: "resume", commit: expect.stringMatching(/^[0-9a-f]{40}$/) });
}

test("what somebody undeploys comes back by no push, until they resume", async () => {
  await world.types("/deploy resume settings in dev", "nothing keeps settings in dev as it is");
  await world.types("/deploy undeploy settings from dev", "settings → dev");
  const request = await world.ended("settings", "dev");
  expect(request.kind).toBe("undeploy");
  expect(limit()).toBeUndefined();
  expect(limit("settings-prod")).toBe("1");
  const ledger = await world.ledger();
  expect(ledger.configs).toHaveLength(1);
  expect(ledger.undeployed).toEqual([
    { config: "settings", channel: "dev", by: "alice", at: expect.any(String), reason: "undeployed" },
  ]);
  const before = (await world.requests("settings", "dev")).length;
  await push({ "k8s/limits.yaml": configMap("limits", 5) });
  await world.settled();
  expect(await world.requests("settings", "dev")).toHaveLength(before);
  await resume();
  await push({ "k8s/limits.yaml": configMap("limits", 6) });
  await world.ended("settings", "dev");
  expect(limit()).toBe("6");
  expect(await world.ledger()).not.toHaveProperty("undeployed");
});

test("a config of the same name elsewhere deploys nothing, stops nothing and takes nothing away", async () => {
  const before = await world.ledger();
  await push(
    { ".deploy/settings.yaml": settingsConfig(), "k8s/limits.yaml": configMap("limits", 99) },
    STRANGER,
  );
  await world.settled();
  expect(await world.ledger()).toEqual(before);
  expect(limit()).toBe("6");
  await push({ "k8s/limits.yaml": configMap("limits", 7) });
  await world.ended("settings", "dev");
  expect(limit()).toBe("7");
  const deployed = await world.ledger();
  await push({ ".deploy/settings.yaml": undefined }, STRANGER);
  await world.settled();
  expect(await world.ledger()).toEqual(deployed);
  expect(limit()).toBe("7");
});

test("a config that a push deletes is undeployed, and a protected channel asks first", async () => {
  await push({ ".deploy/settings.yaml": undefined });
  const request = await world.ended("settings", "dev");
  expect(request).toMatchObject({
    kind: "undeploy",
    by: { via: "event" },
    why: `its config was deleted in ${SETTINGS}`,
  });
  const [prod] = await world.requests("settings", "prod");
  expect(prod).toMatchObject({ kind: "undeploy", state: "awaiting confirmation" });
  expect(limit()).toBeUndefined();
  expect(limit("settings-prod")).toBe("1");
});
