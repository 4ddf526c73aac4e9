import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { send, type TestAnswer } from "@release-channels/sandbox";
import { eventually } from "../../lib/http/testing/server-process.ts";
import {
  appConfig,
  configMap,
  deployment,
  SETTINGS,
  settingsConfig,
  startConfigWorld,
  type ConfigWorld,
} from "./testing/config-world.ts";
import { ownToken } from "./testing/own-token.ts";
import { moveBranch, pushFiles } from "./testing/push.ts";
import { signIn, type SignedIn } from "./testing/sign-in.ts";
import { SOURCE } from "./testing/world.ts";

/** What happens by itself, as the pages and the API show it: a push, a build, and a branch that gets a preview. */

let world: ConfigWorld;
let token: string;
let visitor: SignedIn;
let pushed: string;
let built: { readonly sha: string; readonly image: string };
beforeAll(async () => {
  world = await startConfigWorld();
  token = await ownToken(world.github, { login: "alice", app: world.githubApp });
  visitor = await signIn(world.url, "alice");
  pushed = await pushFiles(world.github, {
    repository: SETTINGS,
    files: {
      ".deploy/settings.yaml": settingsConfig("", ", previews: true"),
      "k8s/limits.yaml": configMap("limits", 1),
    },
  });
  await world.ended("settings", "dev");
  const image = `${world.registry.host}/acme/my-app`;
  await pushFiles(world.github, {
    repository: SOURCE,
    files: { ".deploy/my-app.yaml": appConfig(image), "k8s/app.yaml": deployment(`${image}:any`, 1) },
  });
  built = await world.build();
  await world.ended("my-app", "dev");
});
afterAll(() => world.stop());

const api = async (path: string): Promise<TestAnswer["json"]> =>
  (await send(`${world.url}${path}`, { token })).json;
const page = async (path: string): Promise<string> => (await visitor.get(path)).text();
/** One of a target's state, as soon as it is there. */
const target = async (config: string): Promise<TestAnswer["json"]> =>
  (await api(`/v1/targets?config=${config}&channel=dev`)).targets[0];

test("what a push has deployed, of a config without an image", async () => {
  const { history } = await api("/v1/history?config=settings&channel=dev");
  expect(history).toMatchObject([{ kind: "autodeploy", state: "succeeded", what: { config_sha: pushed } }]);
  expect(await target("settings")).toMatchObject({ standing: "live", running: { config_sha: pushed } });
  expect(await page("/configs/settings/dev")).toContain("Deployed by itself");
});

test("what a build of the branch that is followed has deployed, and how that branch stands", async () => {
  const { history } = await api("/v1/history?config=my-app&channel=dev");
  expect(history).toMatchObject([
    { kind: "autodeploy", state: "succeeded", what: { artifact: { sha: built.sha, image: built.image } } },
  ]);
  expect(await target("my-app")).toMatchObject({
    standing: "live",
    build: { branch: "main", sha: built.sha, state: "green" },
  });
  const text = await page("/configs/my-app/dev");
  expect(text).toContain("Deployed by itself");
  expect(text).toContain(`main-${built.sha.slice(0, 7)}`);
});

test("a team's configs, and nobody else's", async () => {
  const names = async (query: string): Promise<readonly string[]> =>
    (await api(`/v1/configs${query}`)).configs.map(({ name }: { readonly name: string }) => name);
  expect(await names("")).toEqual(["my-app", "my-app-2", "settings"]);
  expect([await names("?team=payments"), await names("?team=payment")]).toEqual([["settings"], []]);
  const { targets } = await api("/v1/targets?team=payments");
  expect(targets.map(({ config, channel }: Record<string, string>) => `${config}/${channel}`)).toEqual([
    "settings/dev",
    "settings/prod",
  ]);
  const found = await page("/?q=payments");
  expect(found).toContain('href="/configs/settings/dev"');
  expect(found).not.toContain('href="/configs/my-app/dev"');
});

test("a branch's preview beside its channel, until the branch is gone", async () => {
  await moveBranch(world.github, { repository: SETTINGS, branch: "topic", sha: pushed });
  const shown = await eventually(
    async () => {
      const { previews } = await target("settings");
      return previews[0]?.state === "live" ? previews : undefined;
    },
    () => "the preview is not live",
  );
  expect(shown).toMatchObject([
    { branch: "topic", sha: pushed, namespace: "settings-topic", runs: { config_sha: pushed } },
  ]);
  expect(await page("/configs/settings/dev")).toMatch(/id="previews".*topic.*live/s);
  await moveBranch(world.github, { repository: SETTINGS, branch: "topic" });
  await eventually(
    async () => ((await target("settings")).previews.length === 0 ? true : undefined),
    () => "the preview is still there",
  );
  expect(await page("/configs/settings/dev")).not.toContain('id="previews"');
});
