import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { TestAnswer } from "@release-channels/sandbox";
import type { DeployRequest } from "../../lib/deploys/request.ts";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { textAt } from "./narrow.ts";
import { checkedApi, type CheckedAnswer, type CheckedApi } from "./testing/checked-api.ts";
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
import { pushFiles } from "./testing/push.ts";
import { signIn, type SignedIn } from "./testing/sign-in.ts";
import { SOURCE } from "./testing/world.ts";

let world: ConfigWorld;
let api: CheckedApi;
let alice: string;
beforeAll(async () => {
  world = await startConfigWorld();
  alice = await ownToken(world.github, { login: "alice", app: world.githubApp });
  api = await checkedApi(world.url);
});
afterAll(() => world.stop());

const call = (method: "get" | "post", path: string, body?: object, key?: string): Promise<CheckedAnswer> =>
  api(method, path, { token: alice, body, key });
const ask = (config: string, what: object, key?: string): Promise<CheckedAnswer> =>
  call("post", "/v1/requests", { config, channel: "dev", ...what }, key);

/** The states in which it is not known yet whether a request asks for a word. */
const UNSEEN: readonly string[] = ["received", "resolving", "previewing"] satisfies DeployRequest["state"][];

/** Confirms what a request shows, if it asks for it, and waits until it is live. */
async function live(config: string, id: string): Promise<TestAnswer["json"]> {
  const json = await eventually(
    async () => {
      const now = (await call("get", `/v1/requests/${id}`)).json;
      return UNSEEN.includes(now.state) ? undefined : now;
    },
    () => `request ${id} has no preview`,
  );
  if (json.state === "awaiting confirmation") {
    await call("post", `/v1/requests/${id}/decisions`, { decision: "ship", preview: json.preview.hash });
  }
  expect((await world.ended(config, "dev")).id).toBe(id);
  return (await call("get", `/v1/requests/${id}`)).json;
}

const limit = () =>
  textAt(world.cluster.get({ kind: "ConfigMap", name: "limits", namespace: "settings" }), "data", "limit");

describe("a config without an artifact", () => {
  const shas: string[] = [];
  beforeAll(async () => {
    for (const value of [1, 2]) {
      shas.push(
        await pushFiles(world.github, {
          repository: SETTINGS,
          files: { ".deploy/settings.yaml": settingsConfig(), "k8s/limits.yaml": configMap("limits", value) },
        }),
      );
      await world.ended("settings", "dev");
    }
  });
  const desired = async (): Promise<object> => {
    const { json } = await call("get", "/v1/targets?config=settings&channel=dev");
    const [{ desired: now, standing, running }] = json.targets;
    return { now, standing, running };
  };

  test("is listed with its file, and how it stands with its commit", async () => {
    const { json } = await call("get", "/v1/configs");
    expect(json.configs).toEqual([
      { name: "my-app", source: SOURCE, channels: ["dev"], files: [] },
      { name: "my-app-2", source: SOURCE, channels: ["dev"], files: [] },
      {
        name: "settings",
        team: "payments",
        channels: ["dev", "prod"],
        files: [
          // The commit that last changed the file, and not what it applies.
          { repository: SETTINGS, path: ".deploy/settings.yaml", state: "present", config_sha: shas[0] },
        ],
      },
    ]);
    const now = { kind: "artifactless", text: `config ${shas[1]?.slice(0, 7)}`, config_sha: shas[1] };
    expect(await desired()).toEqual({ now, standing: "live", running: now });
  });

  test("is deployed by a commit of it", async () => {
    const { status, json } = await ask("settings", { config_sha: shas[0]?.slice(0, 7), why: "a trial" });
    expect([status, json.kind, json.by, json.why]).toEqual([201, "deploy", "alice", "a trial"]);
    const { to } = await live("settings", json.id);
    expect([to.kind, to.config_sha, limit()]).toEqual(["artifactless", shas[0], "1"]);
  });

  test("has no artifact to name", async () => {
    const { status, json } = await ask("settings", { artifact_sha: shas[0] });
    expect([status, json.detail]).toEqual([
      422,
      "settings has no artifact, so that artifact_sha names nothing of it: give config_sha alone.",
    ]);
    const both = await ask("settings", { branch: "main", config_sha: shas[0] });
    const { reason } = await world.ended("settings", "dev", "rejected");
    expect([both.status, reason?.message]).toEqual([
      201,
      "settings has no artifact, so that no config goes with one: name a branch, or a commit of the config, alone",
    ]);
  });

  test("goes back to what ran before, once for one key", async () => {
    const key = randomUUID();
    const { status, json } = await ask("settings", { rollback: true }, key);
    expect([status, json.kind]).toEqual([201, "rollback"]);
    const { to } = await live("settings", json.id);
    expect([to.config_sha, limit()]).toEqual([shas[1], "2"]);
    // What ran before then runs now: sent again, it is the same wish all the same.
    const again = await ask("settings", { rollback: true }, key);
    expect([again.status, again.json.id]).toEqual([200, json.id]);
    const other = await ask("settings", { undeploy: true }, key);
    expect([other.status, other.json.detail]).toEqual([
      409,
      `Idempotency-Key was used for rollback of settings/dev already (request ${json.id}): send another one with another wish.`,
    ]);
    expect((await world.ledger()).configs?.[0]?.pinned?.reason).toBe(
      "settings was rolled back, until /deploy resume",
    );
  });

  test("is resumed", async () => {
    const { json } = await ask("settings", { resume: true });
    await live("settings", json.id);
    expect((await world.ledger()).configs?.[0]).not.toHaveProperty("pinned");
  });

  test("is undeployed, and stands so", async () => {
    const { json } = await ask("settings", { undeploy: true });
    const { to } = await live("settings", json.id);
    expect([to, limit()]).toEqual([{ kind: "virtual", text: "not deployed" }, undefined]);
    expect(await desired()).toEqual({ now: to, standing: "not deployed", running: undefined });
    const past = await call("get", "/v1/history?config=settings&channel=dev");
    expect(past.json.history[0]).toMatchObject({ kind: "undeploy", what: to, state: "succeeded" });
  });

  test("an earlier deploy is applied again by its request", async () => {
    const past = await call("get", "/v1/history?config=settings&channel=dev");
    const { request } = past.json.history.at(-1);
    const { status, json } = await ask("settings", { reapply: request });
    expect([status, json.kind]).toEqual([201, "reapply"]);
    const { to } = await live("settings", json.id);
    expect([to.config_sha, limit()]).toEqual([shas[0], "1"]);
    const unknown = await ask("settings", { reapply: randomUUID() });
    expect([unknown.status, unknown.json.detail]).toEqual([
      422,
      expect.stringContaining(
        "names nothing in the history of settings/dev: name a request or a commit of it",
      ),
    ]);
  });
});

describe("a config without an artifact on its page", () => {
  let visitor: SignedIn;
  beforeAll(async () => {
    visitor = await signIn(world.url, "alice");
  });
  const PAGE = "/configs/settings/dev";
  const page = async (): Promise<string> => (await visitor.get(PAGE)).text();
  /** Sends a form of the page. @returns the request that it has led to, live */
  const sent = async (act: string, form: Readonly<Record<string, string>> = {}) => {
    const answer = await visitor.send(`${PAGE}/${act}`, form);
    const id = /^\/requests\/([0-9a-f-]{36})$/.exec(answer.headers.get("location") ?? "")?.[1] ?? "";
    expect([answer.status, id]).toEqual([303, expect.stringMatching(/./)]);
    return live("settings", id);
  };

  test("is shown with its commit, and asks for no branch", async () => {
    const { json } = await call("get", "/v1/targets?config=settings&channel=dev");
    const [{ desired, stopped }] = json.targets;
    const text = await page();
    expect(text).toContain(`${SETTINGS}/commit/${desired.config_sha}`);
    expect(text).toContain("Commit of the config (empty: the newest)");
    expect(text).not.toContain('name="what"');
    // What was applied again stays until somebody resumes.
    expect(stopped).toContain("was applied again");
    expect(text).toContain("Builds and pushes deploy nothing here, because");
    expect(await (await visitor.get("/")).text()).toContain("Paused");
  });

  test("is resumed", async () => {
    const { kind, via } = await sent("resume");
    expect([kind, via]).toEqual(["resume", "page"]);
    expect(await page()).not.toContain("Resume settings in dev");
  });

  test("is deployed by a commit, and by the newest where none is given", async () => {
    const head = await world.github.tip(SETTINGS);
    const { to: newest } = await sent("deploy");
    expect([newest.config_sha, limit()]).toEqual([head, "2"]);
    const first = (await call("get", "/v1/history?config=settings&channel=dev")).json.history.at(-1);
    const { to } = await sent("deploy", { config: first.what.config_sha });
    expect([to.config_sha, limit()]).toEqual([first.what.config_sha, "1"]);
    const wrong = await visitor.send(`${PAGE}/deploy`, { config: "main" });
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining("is no commit")]);
  });

  test("goes back, is undeployed, and comes back from its history", async () => {
    const { kind, to } = await sent("rollback");
    expect([kind, to.config_sha, limit()]).toEqual(["rollback", await world.github.tip(SETTINGS), "2"]);
    const { id } = await sent("undeploy");
    expect(limit()).toBeUndefined();
    // What is undeployed is not live.
    expect(await (await visitor.get(`/requests/${id}`)).text()).toMatch(/settings.*undeployed/s);
    expect(await page()).toMatch(/moment-head.*not deployed.*undeployed/s);
    const [, of = ""] = /name="of" value="([^"]+)"/.exec(await page()) ?? [];
    const again = await sent("reapply", { of });
    expect([again.kind, limit()]).toEqual(["reapply", "2"]);
    const unknown = await visitor.send(`${PAGE}/reapply`, { of: randomUUID() });
    expect([unknown.status, await unknown.text()]).toEqual([
      422,
      expect.stringContaining("names nothing in the history of settings/dev"),
    ]);
  });
});

describe("a config with an artifact", () => {
  const builds: { readonly sha: string; readonly image: string }[] = [];
  beforeAll(async () => {
    const image = `${world.registry.host}/acme/my-app`;
    for (const replicas of [1, 2]) {
      await pushFiles(world.github, {
        repository: SOURCE,
        files: {
          ".deploy/my-app.yaml": appConfig(image),
          "k8s/app.yaml": deployment(`${image}:any`, replicas),
        },
      });
      builds.push(await world.build());
      if (replicas > 1) await world.ships("my-app", "dev");
      await world.ended("my-app", "dev");
    }
  });

  test("is deployed by both commits, and the ledger has both", async () => {
    const [first, second] = builds;
    const { json } = await ask("my-app", { artifact_sha: second?.sha, config_sha: first?.sha });
    const { to } = await live("my-app", json.id);
    expect(to).toMatchObject({
      kind: "artifactful",
      config_sha: first?.sha,
      artifact: { sha: second?.sha, image: second?.image },
    });
    expect((await world.ledger()).releases[0]).toMatchObject({
      image: second?.image,
      config: { repository: SOURCE, path: ".deploy/my-app.yaml", sha: first?.sha },
    });
  });

  test("is deployed by both commits from its page", async () => {
    const [first, second] = builds;
    const visitor = await signIn(world.url, "alice");
    const answer = await visitor.send("/configs/my-app/dev/deploy", {
      what: first?.sha ?? "",
      config: second?.sha ?? "",
    });
    const { to } = await live("my-app", (answer.headers.get("location") ?? "").replace("/requests/", ""));
    expect(to).toMatchObject({ config_sha: second?.sha, artifact: { sha: first?.sha } });
    const empty = await visitor.send("/configs/my-app/dev/deploy", { config: second?.sha ?? "" });
    expect([empty.status, await empty.text()]).toEqual([400, expect.stringContaining("names no branch")]);
  });

  test("cannot run as a config alone", async () => {
    const { json } = await ask("my-app", { config_sha: builds[0]?.sha });
    await world.ended("my-app", "dev", "rejected");
    expect((await call("get", `/v1/requests/${json.id}`)).json.reason.message).toContain("my-app");
  });
});
