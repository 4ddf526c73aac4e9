import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { send, type TestAnswer } from "../http/testing.ts";
import type { Manifest } from "./model.ts";
import { CHART, testArgoCd, type TestArgoCd } from "./testing.ts";

const SECRET = "shared with GitHub";
const VALUES = "apps/my-app/prod/values.yaml";
let world: TestArgoCd;
let number = 0;
let name: string;
let first: string;

beforeAll(async () => {
  world = await testArgoCd({ webhookSecret: SECRET, requireOverride: true });
});
afterAll(() => world.stop());
beforeEach(async () => {
  number += 1;
  name = `my-app-${number}`;
  first = await world.commit("acme/releases", {
    [VALUES]: CHART[VALUES].replace("main-1111111", `main-${number}000000`),
  });
  await world.argo.addApplication({ name, spec: { ...destination, source: source() } });
  await world.api(`/applications/${name}/sync`, { body: {} });
  await world.argo.settled(name);
  world.argo.setSyncWindows("payments", []);
});

const destination = {
  project: "payments",
  destination: { server: "https://kubernetes.default.svc", namespace: "my-app" },
};
const source = (): { repoURL: string; path: string; targetRevision: string } => ({
  repoURL: world.github.repository("acme/releases").cloneUrl,
  path: "apps/my-app/prod",
  targetRevision: "main",
});

const get = (below = "", as?: string): Promise<TestAnswer> =>
  world.api(`/applications/${name}${below}`, { method: "GET", ...(as === undefined ? {} : { as }) });
const sync = (body: object = {}, as?: string): Promise<TestAnswer> =>
  world.api(`/applications/${name}/sync`, { body, ...(as === undefined ? {} : { as }) });

describe("a token", () => {
  test("that has expired or was revoked gets a 401 with the reason", async () => {
    world.argo.addAccount("short", [{ action: "get", object: "*" }]);
    const [expiring, revoked] = [
      await world.argo.createToken("short", 60),
      await world.argo.createToken("short"),
    ];
    expect((await get("", expiring)).status).toBe(200);
    world.clock.advance(61_000);
    expect(await get("", expiring)).toMatchObject({
      status: 401,
      json: { code: 16, message: "invalid session: token has invalid claims: token is expired" },
    });
    expect((await get("", revoked)).status).toBe(200);
    world.argo.revokeTokens("short");
    expect((await get("", revoked)).json.message).toMatch(
      /^invalid session: account short does not have token with id [-0-9a-f]{36}$/,
    );
  });

  test("of a project's role may do what the role may, and records who asked", async () => {
    world.argo.addAccount("proj:payments:deploy", [{ action: "*", object: `payments/${name}` }]);
    const role = await world.argo.createToken("proj:payments:deploy");
    const asked = await sync({}, role);
    expect(asked.json.operation.initiatedBy).toEqual({ username: "proj:payments:deploy" });
    await world.argo.settled(name);
    await world.argo.addApplication({ name: "near-miss", spec: { ...destination, source: source() } });
    expect(await world.api("/applications/near-miss", { method: "GET", as: role })).toMatchObject({
      status: 403,
      json: { message: "permission denied" },
    });
    const { json } = await world.api("/applications?fields=items.metadata.name", { method: "GET", as: role });
    expect(json.items).toEqual([{ metadata: { name } }]);
  });

  test("that may only read is refused, naming what it lacks", async () => {
    world.argo.addAccount("reader", [{ action: "get", object: "payments/*" }]);
    const reader = await world.argo.createToken("reader");
    expect((await sync({}, reader)).json.message).toMatch(
      new RegExp(`^permission denied: applications, sync, payments/${name}, sub: reader, iat: 2026-`),
    );
  });
});

describe("a sync", () => {
  test("of another revision needs the right to override, where that is required", async () => {
    const tip = await world.commit("acme/releases", { "README.md": `${number}\n` });
    expect((await sync({ revision: tip })).json.message).toMatch(
      /^permission denied: applications, override, /,
    );
    world.argo.addAccount("lead", [{ action: "*", object: "payments/*" }]);
    expect((await sync({ revision: tip }, await world.argo.createToken("lead"))).status).toBe(200);
    await world.argo.settled(name);
  });

  test("is blocked by a window, unless that lets people through", async () => {
    const window = {
      kind: "deny",
      schedule: "0 22 * * *",
      duration: "8h",
      applications: ["my-app-*"],
      active: true,
    } as const;
    world.argo.setSyncWindows("payments", [
      window,
      { ...window, kind: "allow", applications: ["other"], active: false },
    ]);
    expect((await get("/syncwindows")).json).toEqual({
      activeWindows: [{ kind: "deny", schedule: "0 22 * * *", duration: "8h" }],
      assignedWindows: [{ kind: "deny", schedule: "0 22 * * *", duration: "8h" }],
      canSync: false,
    });
    expect(await sync()).toMatchObject({
      status: 403,
      json: { code: 7, message: "cannot sync: blocked by sync window" },
    });
    world.argo.setSyncWindows("payments", [{ ...window, manualSync: true }]);
    expect((await get("/syncwindows")).json.canSync).toBe(true);
    expect((await sync()).status).toBe(200);
    await world.argo.settled(name);
  });

  test("of a commit that no refresh has seen ends out of sync with the one it has seen", async () => {
    const tip = await world.commit("acme/releases", {
      [VALUES]: CHART[VALUES].replace("main-1111111", `main-${number}999999`),
    });
    world.argo.addAccount("lead", [{ action: "*", object: "payments/*" }]);
    await sync({ revision: tip }, await world.argo.createToken("lead"));
    const { status } = await world.argo.settled(name);
    expect(status).toMatchObject({
      sync: { status: "OutOfSync", revision: first },
      operationState: { phase: "Succeeded", syncResult: { revision: tip } },
    });
    const { json } = await get("?refresh=normal");
    expect(json.status.sync).toMatchObject({ status: "Synced", revision: tip });
  });

  test("with an unknown field is refused", async () => {
    expect(await sync({ revisoin: first })).toMatchObject({
      status: 501,
      json: { message: 'sandbox does not know the field "revisoin" of a sync' },
    });
  });
});

describe("what would ship", () => {
  const images = (answer: TestAnswer): string[] =>
    (answer.json.manifests as string[])
      .map((text) => JSON.parse(text) as Manifest)
      .filter(({ kind }) => kind === "Deployment")
      .map((manifest) => JSON.stringify(manifest));

  test("is in the manifests of a revision, including others' changes to templates", async () => {
    await world.commit("acme/releases", { [VALUES]: CHART[VALUES].replace("main-1111111", "main-aaaaaaa") });
    const template = CHART["apps/my-app/prod/templates/deployment.yaml"].replace(
      "name: app\n",
      "name: renamed\n",
    );
    const tip = await world.commit("acme/releases", {
      "apps/my-app/prod/templates/deployment.yaml": template,
    });
    const [before] = images(await get(`/manifests?revision=${first}`));
    const [after] = images(await get(`/manifests?revision=${tip}`));
    expect([before?.includes("main-aaaaaaa"), before?.includes("renamed")]).toEqual([false, false]);
    expect([after?.includes("main-aaaaaaa"), after?.includes("renamed")]).toEqual([true, true]);
    await get("?refresh=normal");
    const { json } = await get("/managed-resources");
    const items = json.items as {
      readonly kind: string;
      readonly modified?: boolean;
      readonly targetState: string;
      readonly liveState: string;
    }[];
    expect(items.map(({ kind, modified }) => [kind, modified === true])).toEqual([
      ["Deployment", true],
      ["Service", false],
    ]);
    expect([
      items[0]?.liveState.includes("main-aaaaaaa"),
      items[0]?.targetState.includes("main-aaaaaaa"),
    ]).toEqual([false, true]);
    await world.commit("acme/releases", {
      "apps/my-app/prod/templates/deployment.yaml": CHART["apps/my-app/prod/templates/deployment.yaml"],
    });
    const { json: metadata } = await get(`/revisions/${tip}/metadata`);
    expect(metadata).toMatchObject({
      message: "Change apps/my-app/prod/templates/deployment.yaml",
      author: expect.stringContaining("octocat"),
    });
  });

  test("comes from several sources, each at its own revision", async () => {
    const settings = world.github.repository("acme/settings").cloneUrl;
    const before = await world.commit("acme/settings", { "prod.yaml": "replicas: 5\n" });
    const several = `several-${number}`;
    await world.argo.addApplication({
      name: several,
      spec: {
        ...destination,
        sources: [
          { ...source(), helm: { valueFiles: ["$settings/prod.yaml"] } },
          { repoURL: settings, ref: "settings", targetRevision: "main" },
        ],
      },
    });
    const after = await world.commit("acme/settings", { "prod.yaml": "replicas: 7\n" });
    const manifests = (query: string): Promise<TestAnswer> =>
      world.api(`/applications/${several}/manifests${query}`, { method: "GET" });
    expect(images(await manifests(""))[0]).toContain('"replicas":5');
    expect(images(await manifests(`?revisions=${after}&sourcePositions=2`))[0]).toContain('"replicas":7');
    world.argo.addAccount("lead", [{ action: "*", object: "payments/*" }]);
    const as = await world.argo.createToken("lead");
    const wrong = await world.api(`/applications/${several}/sync`, {
      as,
      body: { revisions: [after], sourcePositions: [] },
    });
    expect([wrong.status, wrong.json.code]).toEqual([400, 3]);
    await world.api(`/applications/${several}/sync`, {
      as,
      body: { revisions: [before], sourcePositions: [2] },
    });
    const { status } = await world.argo.settled(several);
    expect(status.operationState?.syncResult?.revisions).toEqual([first, before]);
  });
});

describe("a watch", () => {
  async function watch(query: string): Promise<{ next(): Promise<string>; stop(): void }> {
    const stop = new AbortController();
    const response = await fetch(`${world.argo.url}/api/v1/stream/applications?${query}`, {
      headers: { authorization: `Bearer ${world.token}`, accept: "text/event-stream" },
      signal: stop.signal,
    });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let text = "";
    return {
      async next() {
        while (!text.includes("\n\n")) {
          const { done, value } = await reader.read();
          if (done) return "ended";
          text += Buffer.from(value).toString("utf8");
        }
        const [event = "", ...rest] = text.split("\n\n");
        text = rest.join("\n\n");
        const { result } = JSON.parse(event.replace(/^data: /, "")) as {
          result: {
            type: string;
            application: { metadata: { name: string }; status: { health: { status: string } } };
          };
        };
        return `${result.type} ${result.application.metadata.name} ${result.application.status.health.status}`;
      },
      stop: () => stop.abort(),
    };
  }

  test("begins with the current object, and omits dropped events", async () => {
    const watched = await watch(`name=${name}`);
    expect(await watched.next()).toBe(`ADDED ${name} Healthy`);
    world.argo.setHealth(name, "Progressing");
    world.argo.dropEvents(1);
    world.argo.setHealth(name, "Degraded");
    world.argo.setHealth(name, "Suspended");
    expect([await watched.next(), await watched.next()]).toEqual([
      `MODIFIED ${name} Progressing`,
      `MODIFIED ${name} Suspended`,
    ]);
    watched.stop();
  });
});

describe("a webhook", () => {
  const push = (ref = "refs/heads/main", commits: readonly object[] = []): string =>
    JSON.stringify({
      ref,
      commits,
      repository: { html_url: world.github.repository("acme/releases").htmlUrl, default_branch: "main" },
    });
  const post = (
    body: string,
    signature = `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
  ): Promise<TestAnswer> =>
    send(`${world.argo.url}/api/webhook`, {
      body,
      headers: {
        "x-github-event": "push",
        "x-hub-signature-256": signature,
        "content-type": "application/json",
      },
    });

  test("refreshes what follows that branch, after its answer", async () => {
    const tip = await world.commit("acme/releases", { "README.md": `webhook ${number}\n` });
    expect((await post(push("refs/heads/topic"))).status).toBe(200);
    expect((await world.argo.settled(name)).status.sync.revision).toBe(first);
    expect(await post(push())).toMatchObject({ status: 200, text: "" });
    expect((await world.argo.settled(name)).status.sync.revision).toBe(tip);
  });

  test("passes over what none of the files that it names is a part of", async () => {
    const repoURL = world.github.repository("acme/releases").cloneUrl;
    const path = "apps/my-app/prod";
    const named = [
      ["near", ".;/common"],
      ["far", "../other;"],
    ] as const;
    for (const [part, paths] of named) {
      await world.argo.addApplication({
        name: `${part}-by-webhook`,
        annotations: { "argocd.argoproj.io/manifest-generate-paths": paths },
        spec: {
          project: "payments",
          destination: { server: "https://kubernetes.default.svc", namespace: part },
          source: { repoURL, path, targetRevision: "main" },
        },
      });
    }
    const seen = async (...files: readonly string[]) => {
      const tip = await world.commit("acme/releases", { "README.md": `${files.join()}\n` });
      await post(
        push("refs/heads/main", [{ added: [], removed: files.slice(1), modified: files.slice(0, 1) }]),
      );
      const revisions = named.map(async ([part]) => {
        const { status } = await world.argo.settled(`${part}-by-webhook`);
        return status.sync.revision === tip;
      });
      return Promise.all(revisions);
    };
    expect(await seen("README.md", "apps/my-app/production/x.yaml")).toEqual([false, false]);
    expect(await seen("README.md", "common/a.yaml")).toEqual([true, false]);
    expect(await seen(`${path}/templates/service.yaml`)).toEqual([true, false]);
    expect(await seen("apps/my-app/other/x.yaml", "README.md")).toEqual([false, true]);
    // A push that names no files may have changed any.
    expect(await seen()).toEqual([true, true]);
  });

  test("is refused with a wrong signature, and while its queue is full", async () => {
    expect(await post(push(), `sha256=${"0".repeat(64)}`)).toMatchObject({
      status: 400,
      text: "Webhook processing failed: HMAC verification failed\n",
    });
    world.argo.fillWebhookQueue(true);
    expect((await post(push())).status).toBe(503);
    world.argo.fillWebhookQueue(false);
  });
});
