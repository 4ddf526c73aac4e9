import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { at, textAt } from "./narrow.ts";
import { appConfig, deployment, startConfigWorld, type ConfigWorld } from "./testing/config-world.ts";
import { pushFiles } from "./testing/push.ts";
import { SOURCE } from "./testing/world.ts";

let world: ConfigWorld;
let image: string;
beforeAll(async () => {
  world = await startConfigWorld();
  image = `${world.registry.host}/acme/my-app`;
});
afterAll(() => world.stop());

/** Commits manifests with so many pods. */
const push = (replicas: number, more: Readonly<Record<string, string>> = {}) =>
  pushFiles(world.github, {
    repository: SOURCE,
    files: { "k8s/app.yaml": deployment(`${image}:any`, replicas), ...more },
  });
const running = () => {
  const object = world.cluster.get({ kind: "Deployment", name: "my-app", namespace: "my-app" });
  return {
    image: textAt(object, "spec", "template", "spec", "containers", 0, "image"),
    replicas: at(object, "spec", "replicas"),
  };
};
const record = async () => (await world.ledger()).releases[0];
const builds: { readonly sha: string; readonly image: string; readonly digest: string }[] = [];

test("a build runs with the config of its own commit, and the ledger says which", async () => {
  for (const replicas of [1, 2]) {
    await push(replicas, replicas === 1 ? { ".deploy/my-app.yaml": appConfig(image) } : {});
    const built = await world.build();
    builds.push(built);
    // Manifests that change more than the image are shown first.
    if (replicas > 1) await world.ships("my-app", "dev");
    const request = await world.ended("my-app", "dev");
    expect(request).toMatchObject({
      kind: "autodeploy",
      to: { configSha: built.sha, artifact: { sha: built.sha } },
    });
    expect(running()).toEqual({ image: `${built.image}@${built.digest}`, replicas });
    expect(await record()).toMatchObject({
      image: built.image,
      config: { repository: SOURCE, path: ".deploy/my-app.yaml", sha: built.sha },
    });
  }
});

test("an image runs with an earlier config where somebody says so", async () => {
  const [first, second] = builds;
  await world.types(`/deploy my-app main config ${first?.sha.slice(0, 7)} to dev`, "my-app → dev");
  await world.ships("my-app", "dev");
  const request = await world.ended("my-app", "dev");
  expect(request.to).toMatchObject({ configSha: first?.sha, artifact: { sha: second?.sha } });
  expect(running()).toEqual({ image: `${second?.image}@${second?.digest}`, replicas: 1 });
  expect(await record()).toMatchObject({ image: second?.image, config: { sha: first?.sha } });
  await world.types("/deploy my-app main config 1234567 to dev", `there is no commit 1234567 in ${SOURCE}`);
});

test("an earlier deploy is applied again whole, and no build takes its place until somebody resumes", async () => {
  const [first] = builds;
  const past = await world.requests("my-app", "dev");
  const id = past.at(-1)?.id ?? "";
  await world.types(`/deploy reapply my-app ${id.slice(0, 8)} to dev`, "my-app → dev");
  await world.ships("my-app", "dev");
  const request = await world.ended("my-app", "dev");
  expect(request).toMatchObject({
    kind: "reapply",
    to: { configSha: first?.sha, artifact: { sha: first?.sha } },
  });
  expect(running()).toEqual({ image: `${first?.image}@${first?.digest}`, replicas: 1 });
  expect((await record())?.pinned?.reason).toBe(
    `an earlier deploy of my-app (${id.slice(0, 8)}) was applied again, until /deploy resume`,
  );
  const before = (await world.requests("my-app", "dev")).length;
  await push(3);
  await world.build();
  await world.settled();
  expect(await world.requests("my-app", "dev")).toHaveLength(before);
});

test("what was undeployed comes back by no late build, and by the next one after a resume", async () => {
  await world.types("/deploy undeploy my-app from dev", "my-app → dev");
  await world.ended("my-app", "dev");
  expect(running().image).toBeUndefined();
  expect(await world.ledger()).toMatchObject({
    releases: [],
    retired: [{ container: "my-app", channel: "dev" }],
  });
  const before = (await world.requests("my-app", "dev")).length;
  await push(4);
  await world.build();
  await world.settled();
  expect(await world.requests("my-app", "dev")).toHaveLength(before);

  const card = await world.types("/deploy resume my-app in dev", "waits for your word");
  await world.slack.click(world.alice.id, card, { actionId: "ship" });
  expect(await world.ended("my-app", "dev")).toMatchObject({ kind: "resume" });
  expect(running().image).toBeUndefined();
  expect(await world.ledger()).not.toHaveProperty("retired");
  expect(await world.ledger()).toMatchObject({
    undeployed: [{ config: "my-app", channel: "dev", by: "alice", resumed: { by: "alice" } }],
  });
  await push(5);
  const built = await world.build();
  expect(await world.ended("my-app", "dev")).toMatchObject({
    kind: "autodeploy",
    to: { artifact: { sha: built.sha } },
  });
  expect(running()).toEqual({ image: `${built.image}@${built.digest}`, replicas: 5 });
  expect(await world.ledger()).not.toHaveProperty("undeployed");
});
