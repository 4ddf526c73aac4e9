import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runGit, send, type TestAnswer } from "@release-channels/sandbox";
import { checkedApi, type CheckedApi } from "./testing/checked-api.ts";
import { jobToken, WORKFLOW } from "./testing/job-token.ts";
import { ownToken } from "./testing/own-token.ts";
import { signIn } from "./testing/sign-in.ts";
import { RELEASES, SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";

const LISTED = `${SOURCE}/${WORKFLOW}@refs/heads/main`;
const TARGET = { config: "my-app", channel: "prod" };
const FOREIGN = { channel: "qa", reason: "moving house", owner: "carol", at: "2026-11-28T00:00:00Z" };

let world: TestWorld;
let api: CheckedApi;
const tokens = { alice: "", bob: "", dave: "" };
beforeAll(async () => {
  world = await startTestWorld({
    config: `people: { prod: { teams: [acme/release], permission: write, workflows: [${LISTED}] } }`,
  });
  for (const login of ["alice", "bob", "dave"] as const) {
    world.github.setPermission(RELEASES, login, "read");
    tokens[login] = await ownToken(world.github, { login, app: world.githubApp });
  }
  await world.build();
  await world.commit(RELEASES, { "db/locks.json": JSON.stringify({ version: 1, locks: [FOREIGN] }) });
  api = await checkedApi(world.url);
});
afterAll(() => world.stop());

const post = async (
  path: string,
  body: object,
  { token = tokens.alice, key }: { readonly token?: string; readonly key?: string } = {},
): Promise<readonly [status: number, json: TestAnswer["json"]]> => {
  const { status, json } = await api("post", path, { token, body, key });
  return [status, json];
};

const git = (...args: readonly string[]): Promise<string> =>
  runGit(world.github.repository(RELEASES).gitDir, ...args);
const tip = () => world.github.tip(RELEASES);
const locks = async (): Promise<readonly unknown[]> =>
  JSON.parse(await git("show", "main:db/locks.json")).locks;
const listed = async (token = tokens.alice): Promise<readonly unknown[]> =>
  (await api("get", "/v1/locks", { token })).json.locks;
const end = (who: { readonly token?: string; readonly key?: string } = {}) =>
  post("/v1/locks/end", TARGET, who);

describe("over the API", () => {
  const LOCK = {
    ...TARGET,
    reason: "an audit",
    owner: "alice",
    at: "2026-11-29T14:00:00Z",
    until: "2026-11-29T16:00:00Z",
  };

  test("a person locks a target in one commit, which the same key does once", async () => {
    const [before, key] = [await tip(), randomUUID()];
    for (const _ of ["sent", "sent again"]) {
      expect(await post("/v1/locks", { ...TARGET, reason: "an audit", for: "2h" }, { key })).toEqual([
        201,
        LOCK,
      ]);
    }
    expect(await locks()).toEqual([FOREIGN, LOCK]);
    expect(await listed()).toEqual([FOREIGN, LOCK]);
    expect((await git("log", "--format=%s", `${before}..main`)).trim()).toBe("lock(my-app): prod");
    const body = await git("log", "-1", "--format=%b", "main");
    expect(body).toMatch(/^Lock-Asked: [0-9a-f]{40}\nReason: an audit\nReleased-By: alice\n/);
    const [status, { held }] = await postRequest();
    expect([status, held]).toEqual([
      201,
      "my-app in prod was locked by alice on 2026-11-29T14:00:00Z until 2026-11-29T16:00:00Z: an audit",
    ]);
  });

  test("what is locked, is wrong, or may not be is refused, and nothing is written", async () => {
    const before = await tip();
    const refused = async (body: object, more = {}): Promise<readonly unknown[]> => {
      const [status, json] = await post("/v1/locks", body, more);
      return [status, json.detail];
    };
    const lock = { ...TARGET, reason: "mine" };
    expect(await refused(lock, { token: tokens.bob })).toEqual([
      422,
      "Nothing was locked: my-app in prod was locked by alice on 2026-11-29T14:00:00Z until 2026-11-29T16:00:00Z: an audit. Unlock it first.",
    ]);
    expect(await refused(lock, { token: tokens.dave })).toEqual([
      403,
      "Nothing was locked: dave has read in acme/my-app, but prod asks for write: ask an admin of acme/my-app for it.",
    ]);
    expect(await refused(lock, { key: "" })).toEqual([
      400,
      "Idempotency-Key is missing: send 8 to 200 letters that are this wish's alone, such as a UUID.",
    ]);
    expect(await refused({ ...lock, channel: "prd" })).toEqual([
      404,
      expect.stringContaining("did you mean prod?"),
    ]);
    expect(await refused({ ...TARGET, reason: "x", for: "soon" })).toEqual([
      400,
      'for is "soon": a length of time, such as 30m, 2h or 3d, is allowed',
    ]);
    expect(await end({ token: tokens.dave })).toEqual([403, expect.anything()]);
    const foreign = world.github.createToken({
      actor: "alice",
      kind: "pat",
      repositories: [RELEASES, SOURCE],
      permissions: { metadata: "read" },
    });
    expect(await refused(lock, { token: foreign })).toEqual([
      403,
      expect.stringContaining("This token may see, and may not ask for anything"),
    ]);
    expect(await tip()).toBe(before);
  });

  test("another who may deploy there ends it; a key of what has ended locks nothing anew", async () => {
    const key = randomUUID();
    expect(await end({ token: tokens.bob })).toEqual([200, TARGET]);
    expect(await locks()).toEqual([FOREIGN]);
    const [none, { detail }] = await end();
    expect([none, detail]).toEqual([422, "Nothing was unlocked: my-app in prod is not locked."]);
    const lock = { ...TARGET, reason: "again" };
    expect((await post("/v1/locks", lock, { key }))[0]).toBe(201);
    // The same key for another wish is another wish.
    expect(await end({ key })).toEqual([200, TARGET]);
    const before = await tip();
    const [status, json] = await post("/v1/locks", lock, { key });
    expect([status, json.detail]).toEqual([
      422,
      "Nothing was locked: my-app in prod was locked by this before, and that lock has ended: ask anew.",
    ]);
    expect([await tip(), await locks()]).toEqual([before, [FOREIGN]]);
  });

  test("a job locks where its workflow is listed, and another's does not", async () => {
    const job = await jobToken(world);
    const lock = { ...TARGET, reason: "a migration" };
    expect(await post("/v1/locks", lock, { token: job })).toEqual([
      201,
      { ...lock, owner: "erin", at: "2026-11-29T14:00:00Z" },
    ]);
    const path = ".github/workflows/other.yml";
    const workflow = { name: "Other", repository: SOURCE, path, ref: "refs/heads/main", sha: "a".repeat(40) };
    const [status, json] = await end({ token: await jobToken(world, SOURCE, { workflow }) });
    expect([status, json.detail]).toEqual([403, expect.stringContaining(path)]);
    expect(await locks()).toHaveLength(2);
    expect(await end({ token: job })).toEqual([200, TARGET]);
  });
});

describe("on its page", () => {
  const path = "/configs/my-app/prod";

  test("a target is locked and unlocked by whoever may deploy there", async () => {
    const [alice, dave] = [await signIn(world.url, "alice"), await signIn(world.url, "dave")];
    const page = async (): Promise<string> => (await alice.get(path)).text();
    expect(await page()).toContain("Lock my-app in prod");
    const before = await tip();
    for (const [form, says] of [
      [{ reason: " " }, "The lock has no reason"],
      [{ reason: "x", for: "soon" }, "&quot;soon&quot; is no length of time"],
    ] as const) {
      const wrong = await alice.send(`${path}/lock`, form);
      expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining(says)]);
    }
    const refused = await dave.send(`${path}/lock`, { reason: "mine" });
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining("Nothing was locked: dave has read in acme/my-app"),
    ]);
    expect(await tip()).toBe(before);

    const locked = await alice.send(`${path}/lock`, { reason: "a release", for: "30m" });
    expect([locked.status, locked.headers.get("location")]).toEqual([303, path]);
    expect(await locks()).toMatchObject([FOREIGN, { ...TARGET, owner: "alice", reason: "a release" }]);
    expect(await page()).toContain(
      'until <time datetime="2026-11-29T14:30:00Z">29 Nov 2026, 14:30 UTC</time>: a release',
    );
    expect(await page()).not.toContain("Lock my-app in prod");
    expect((await alice.send(`${path}/unlock`, {})).status).toBe(303);
    expect(await locks()).toEqual([FOREIGN]);
    const none = await alice.send(`${path}/unlock`, {});
    expect([none.status, await none.text()]).toEqual([
      409,
      expect.stringContaining("Nothing was unlocked: my-app in prod is not locked."),
    ]);
  });
});

/** Asks for a deploy of the locked target. */
async function postRequest(): Promise<readonly [number, TestAnswer["json"]]> {
  const [status] = await post("/v1/requests", { ...TARGET, branch: "main" });
  const { json } = await send(`${world.url}/v1/targets`, { token: tokens.alice });
  const found = json.targets.find(({ channel }: { readonly channel: string }) => channel === TARGET.channel);
  return [status, found];
}
