import { expect, test } from "@jest/globals";
import { previewNamespace } from "../../lib/deploys/branch-preview.ts";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { previewsOf } from "../../lib/store/previews.ts";
import { findSync } from "../../lib/store/syncs.ts";
import {
  branchFrom,
  gone,
  image,
  limitIn,
  live,
  namespaces,
  NEAR,
  PREVIEWS,
  readServerYaml,
  stands,
  wake,
  world,
  writeServerYaml,
  X,
} from "./previews-testing.ts";
import { begin } from "./syncs/begin.ts";
import {
  appConfig,
  configMap,
  deployment,
  SETTINGS,
  settingsConfig,
  STRANGER,
} from "./testing/config-world.ts";
import { moveBranch, pushFiles } from "./testing/push.ts";
import { RELEASES, SOURCE } from "./testing/world.ts";

test("a branch of a config without an image runs beside its channel, in a namespace of its own", async () => {
  await pushFiles(world.github, {
    repository: SETTINGS,
    files: {
      ".deploy/settings.yaml": settingsConfig("", PREVIEWS),
      "k8s/limits.yaml": configMap("limits", 1),
    },
  });
  await world.ended("settings", "dev");
  for (const branch of [X, NEAR]) await branchFrom(SETTINGS, branch);
  const sha = await pushFiles(world.github, {
    repository: SETTINGS,
    branch: X,
    files: { "k8s/limits.yaml": configMap("limits", 7) },
  });
  await stands("settings", X, live(sha));
  await stands("settings", NEAR, live((await world.github.tip(SETTINGS)) ?? ""));
  const own = previewNamespace("settings-{branch}", X);
  expect(own).toMatch(/^settings-feature-x-[0-9a-f]{8}$/);
  expect(limitIn(own)).toBe("7");
  expect(limitIn("settings-feature-x")).toBe("1");
  expect(limitIn("settings")).toBe("1");
  // The channel itself has heard of nothing.
  expect((await world.requests("settings", "dev")).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
    "autodeploy succeeded",
  ]);
  expect((await world.ledger()).configs).toMatchObject([{ channel: "dev" }]);
});

test("a forced push of a branch moves its preview, and nobody else's", async () => {
  const [main, near] = [(await world.github.tip(SETTINGS)) ?? "", await stands("settings", NEAR, () => true)];
  await moveBranch(world.github, { repository: SETTINGS, branch: X, sha: main });
  const sha = await pushFiles(world.github, {
    repository: SETTINGS,
    branch: X,
    files: { "k8s/limits.yaml": configMap("limits", 9) },
  });
  await stands("settings", X, live(sha));
  expect(limitIn(previewNamespace("settings-{branch}", X))).toBe("9");
  expect((await stands("settings", NEAR, () => true)).found).toEqual(near.found);
});

test("a preview goes with its branch: what is its neighbour's, the channel's or somebody else's stays", async () => {
  const { cluster } = world;
  const own = previewNamespace("settings-{branch}", X);
  cluster.create(
    { kind: "ConfigMap", name: "theirs", namespace: "settings-feature-x" },
    { apiVersion: "v1", data: {} },
    "kubectl",
  );
  await moveBranch(world.github, { repository: SETTINGS, branch: X });
  await stands("settings", X, gone);
  expect(namespaces()).not.toContain(own);
  expect(cluster.list("DeployConfig").map((one) => Object(one["metadata"]).namespace)).not.toContain(own);
  expect(limitIn(own)).toBeUndefined();
  expect(limitIn("settings-feature-x")).toBe("1");
  expect(limitIn("settings")).toBe("1");
  expect(cluster.get({ kind: "ConfigMap", name: "theirs", namespace: "settings-feature-x" })).toBeDefined();
});

test("a namespace that is somebody else's is neither used nor deleted", async () => {
  await branchFrom(SETTINGS, "theirs");
  const { found } = await stands("settings", "theirs", (one) => one?.state === "failed");
  expect(found?.says).toBe(
    "the namespace settings-theirs of lab is there already, and is somebody else's: a branch's preview would need it; delete it, or choose another preview_namespace in db/server.yaml",
  );
  await moveBranch(world.github, { repository: SETTINGS, branch: "theirs" });
  await stands("settings", "theirs", gone);
  expect(namespaces()).toContain("settings-theirs");
});

test("a branch never gets a namespace that a channel has or is to have, nor takes one away that has become one", async () => {
  await branchFrom(SETTINGS, "soon");
  const sha = (await world.github.tip(SETTINGS)) ?? "";
  await stands("settings", "soon", live(sha));
  const yaml = await readServerYaml();
  const later = `  my-app/prod: [{ cluster: lab, namespace: settings-later }, { cluster: lab, namespace: settings-soon }]\n`;
  await writeServerYaml(yaml.replace("targets:\n", `targets:\n${later}`));
  await branchFrom(SETTINGS, "later");
  // As near as names can be: no channel has it.
  await branchFrom(SETTINGS, "later-2");
  const { found } = await stands("settings", "later", (one) => one?.state === "refused");
  expect(found?.says).toBe(
    "its namespace would be settings-later, which is that of my-app/prod: choose another preview_namespace in db/server.yaml, or another name for the branch",
  );
  await stands("settings", "later-2", live(sha));
  expect(namespaces()).not.toContain("settings-later");
  for (const branch of ["soon", "later", "later-2"])
    await moveBranch(world.github, { repository: SETTINGS, branch });
  await stands("settings", "later-2", gone);
  await stands("settings", "later", gone);
  const kept = await stands("settings", "soon", (one) => one?.says?.includes("by now") === true);
  expect(kept.found?.says).toBe(
    "settings-soon of lab is the namespace of my-app/prod by now, and stays: delete it yourself, or give my-app/prod another",
  );
  expect(namespaces()).toContain("settings-soon");
  await writeServerYaml(yaml);
  await wake("soon");
  await stands("settings", "soon", gone);
  expect(namespaces()).not.toContain("settings-soon");
});

test("a lock of the channel keeps what runs, and lets nothing new run", async () => {
  const locks = [
    { config: "settings", channel: "dev", reason: "load test", owner: "bob", at: "2026-11-28T00:00:00Z" },
  ];
  await pushFiles(world.github, {
    repository: RELEASES,
    files: { "db/locks.json": `${JSON.stringify({ version: 1, locks })}\n` },
  });
  await world.settled();
  const { found: before } = await stands("settings", NEAR, () => true);
  await pushFiles(world.github, {
    repository: SETTINGS,
    branch: NEAR,
    files: { "k8s/limits.yaml": configMap("limits", 5) },
  });
  const { found } = await stands("settings", NEAR, (one) => one?.says?.startsWith("it is held") === true);
  expect(found).toMatchObject({ state: "live", deployed: before?.deployed });
  expect(found?.says).toContain("load test");
  expect(limitIn("settings-feature-x")).toBe("1");
  await pushFiles(world.github, {
    repository: RELEASES,
    files: { "db/locks.json": `${JSON.stringify({ version: 1, locks: [] })}\n` },
  });
  await world.settled();
  await wake(NEAR);
  await stands("settings", NEAR, (one) => one?.state === "live" && one.deployed?.configSha === one.sha);
  expect(limitIn("settings-feature-x")).toBe("5");
});

test("a fork's config and branches, and a repository's that nobody has named, show nothing and stop nobody else", async () => {
  const { github } = world;
  github.installApp(world.githubApp, "globex");
  const fork = await github.forkRepository(SETTINGS, "globex");
  await pushFiles(github, { repository: fork.fullName, files: { "README.md": "a fork\n" } });
  await pushFiles(github, {
    repository: fork.fullName,
    files: { ".deploy/settings.yaml": settingsConfig("# the fork's\n", PREVIEWS) },
  });
  await pushFiles(github, {
    repository: STRANGER,
    files: {
      ".deploy/settings.yaml": settingsConfig("", PREVIEWS),
      "k8s/limits.yaml": configMap("limits", 1),
    },
  });
  for (const repository of [fork.fullName, STRANGER]) await branchFrom(repository, "evil");
  await world.settled();
  const refusals = await eventually(
    async () => {
      const all = (await previewsOf(world.store.db, ["settings"])).filter(({ branch }) => branch === "evil");
      return all.length === 2 && all.every(({ state }) => state === "refused") ? all : undefined;
    },
    () => "the previews of strangers are not refused",
  );
  expect(refusals.map(({ says = "" }) => says).toSorted()).toEqual(
    [STRANGER, fork.fullName]
      .map(
        (name) =>
          `the release repository says that the config settings is in ${SETTINGS}, and this one is in ${name}: correct repository in db/server.yaml, or delete this file`,
      )
      .toSorted(),
  );
  expect(namespaces().filter((one) => one.includes("evil"))).toEqual([]);
  // Whose config it is goes on meanwhile.
  const sha = await pushFiles(github, {
    repository: SETTINGS,
    branch: NEAR,
    files: { "k8s/limits.yaml": configMap("limits", 6) },
  });
  await stands("settings", NEAR, live(sha));
  for (const repository of [fork.fullName, STRANGER])
    await pushFiles(github, { repository, files: { ".deploy/settings.yaml": undefined } });
  await stands("settings", "evil", gone);
});

test("a branch that is deleted while the database is lost leaves nothing, once a sync has seen all that there is", async () => {
  const { github, store, server, clock } = world;
  await branchFrom(SETTINGS, "lost");
  await stands("settings", "lost", live((await github.tip(SETTINGS)) ?? ""));
  github.failWebhooks({ lose: Number.MAX_SAFE_INTEGER });
  await moveBranch(github, { repository: SETTINGS, branch: "lost" });
  await github.webhooksSettled();
  const { id } = github.repository(SETTINGS);
  await store.db.deleteFrom("previews").where("repository_id", "=", id).execute();
  await store.db.deleteFrom("branches").where("repository_id", "=", id).execute();
  clock.advance(10 * 60_000);
  server.world.nudges.nudge("previews");
  const { sync } = await begin(server.world, { askedBy: "alice", isDryRun: false, confirmed: [] });
  await eventually(
    async () => (await findSync(store.db, sync.id))?.endedAt,
    () => "the sync does not end",
  );
  github.failWebhooks({});
  clock.advance(10 * 60_000);
  server.world.nudges.nudge("previews");
  await eventually(
    async () => !namespaces().includes("settings-lost") || undefined,
    () => `still there: ${namespaces().join(", ")}`,
  );
  await stands("settings", NEAR, (one) => one?.state === "live");
  expect(namespaces()).toContain("settings-feature-x");
  expect(namespaces()).toContain("settings-theirs");
});

test("a protected channel shows nothing, neither what runs nor what waits", async () => {
  await pushFiles(world.github, {
    repository: SOURCE,
    files: { ".deploy/my-app.yaml": appConfig(image, PREVIEWS), "k8s/app.yaml": deployment(image, 2) },
  });
  await branchFrom(SOURCE, "fix");
  await stands("my-app", "fix", (one) => one?.state === "waiting");
  await writeServerYaml(
    (await readServerYaml()).replace("channels: { prod", "channels: { dev: { protected: true }, prod"),
  );
  for (const [config, branch] of [
    ["settings", NEAR],
    ["my-app", "fix"],
  ] as const) {
    await wake(branch);
    await stands(config, branch, gone);
  }
  expect(namespaces().toSorted()).toEqual([
    "my-app",
    "my-app-2",
    "settings",
    "settings-prod",
    "settings-theirs",
  ]);
});
