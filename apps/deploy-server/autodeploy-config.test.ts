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

const NEAR = "my-app-2";
/** Each app has its own manifests. */
const config = (name: string, more = ""): string =>
  `${appConfig(name === NEAR ? `${image}-2` : image, "", name).replace("k8s/*", `k8s/${name}/*`)}${more}`;
const manifest = (name: string, replicas: number) => ({
  [`k8s/${name}/app.yaml`]: deployment(`${name === NEAR ? `${image}-2` : image}:any`, replicas, name),
});
const push = (files: Readonly<Record<string, string>>) =>
  pushFiles(world.github, { repository: SOURCE, files });

/** Builds the head of main, for both apps. */
async function build() {
  // The second image is there before its build is green.
  const sha = (await world.github.tip(SOURCE)) ?? "";
  world.registry.push(`acme/${NEAR}`, `main-${sha.slice(0, 7)}`, {
    labels: { "org.opencontainers.image.revision": sha },
  });
  return world.build();
}

const running = (name: string) => {
  const object = world.cluster.get({ kind: "Deployment", name, namespace: name });
  return {
    image: textAt(object, "spec", "template", "spec", "containers", 0, "image"),
    replicas: at(object, "spec", "replicas"),
  };
};
const kinds = async (name: string) =>
  (await world.requests(name, "dev")).map(({ kind, to }) => [kind, to?.artifact?.sha, to?.configSha]);

test("a changed config deploys the image that runs anew, and the other config's stays as it is", async () => {
  await push({
    ".deploy/my-app.yaml": config("my-app"),
    ".deploy/my-app-2.yaml": config(NEAR),
    ...manifest("my-app", 1),
    ...manifest(NEAR, 1),
  });
  const built = await build();
  await world.ended("my-app", "dev");
  await world.ended(NEAR, "dev");

  // Neither the code nor the manifests alone are the config.
  await push(manifest("my-app", 3));
  await world.settled();
  expect(await kinds("my-app")).toEqual([["autodeploy", built.sha, built.sha]]);

  const sha = await push({ ".deploy/my-app.yaml": config("my-app", "drift: mend\n") });
  await world.ships("my-app", "dev");
  const request = await world.ended("my-app", "dev");
  expect(request).toMatchObject({ kind: "autodeploy", to: { configSha: sha, artifact: { sha: built.sha } } });
  expect(running("my-app")).toEqual({ image: `${built.image}@${built.digest}`, replicas: 3 });
  expect((await world.ledger()).releases).toMatchObject([
    { container: "my-app", image: built.image, config: { sha } },
    { container: NEAR, config: { sha: built.sha } },
  ]);
  expect(await kinds(NEAR)).toEqual([["autodeploy", built.sha, built.sha]]);
  expect(running(NEAR).replicas).toBe(1);
});

test("a build that comes meanwhile is deployed with its own config, and what waited gives way", async () => {
  const before = (await kinds("my-app")).length;
  const sha = await push({ ".deploy/my-app.yaml": config("my-app"), ...manifest("my-app", 4) });
  // It waits to be confirmed, because the manifests change more than the image.
  await world.settled();
  const built = await build();
  expect(built.sha).toBe(sha);
  await world.ships("my-app", "dev");
  const request = await world.ended("my-app", "dev");
  expect(request.to).toMatchObject({ configSha: sha, artifact: { sha } });
  expect(running("my-app")).toEqual({ image: `${built.image}@${built.digest}`, replicas: 4 });
  const [, waited, ...others] = await world.requests("my-app", "dev");
  expect(waited).toMatchObject({ kind: "autodeploy", state: "superseded" });
  expect(others).toHaveLength(before);
});

test("a config that changes while a build is on its way goes with that build, not with the one before", async () => {
  await push(manifest("my-app", 5));
  const built = await build();
  await world.settled();
  const sha = await push({ ".deploy/my-app.yaml": config("my-app", "drift: mend\n") });
  await world.ships("my-app", "dev");
  const request = await world.ended("my-app", "dev");
  expect(request.to).toMatchObject({ configSha: sha, artifact: { sha: built.sha } });
  expect(running("my-app")).toEqual({ image: `${built.image}@${built.digest}`, replicas: 5 });
});
