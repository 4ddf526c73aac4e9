import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runGit, type IdTokenJob } from "@release-channels/sandbox";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { configsNamed } from "../../lib/store/deploy-configs.ts";
import { checkedApi, type CheckedAnswer, type CheckedApi } from "./testing/checked-api.ts";
import { pushFiles } from "./testing/push.ts";
import { talkIn, type Talk } from "./testing/talk.ts";
import { RELEASES, SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";

const OTHER = "acme/secret";
const OTHER_PEOPLES = "eve/anything";

let world: TestWorld;
let talk: Talk;
let api: CheckedApi;
/** May read all; everything but acme/secret; the release repository alone. */
let all: string;
let some: string;
let releases: string;

beforeAll(async () => {
  world = await startTestWorld();
  talk = talkIn(world);
  const { github } = world;
  await github.createRepository(OTHER_PEOPLES, { files: { "README.md": "hers\n" } });
  await github.createRepository(OTHER, { private: true, files: { "README.md": "secret\n" } });
  const policy = JSON.parse(await contentOf("db/policy.json"));
  const config = await contentOf("db/server.yaml");
  await world.commit(RELEASES, {
    "db/policy.json": JSON.stringify({
      ...policy,
      freezes: [
        { channel: "prod", container: "secret", reason: "quiet", by: "carol" },
        { channel: "qa", reason: "moving house", by: "carol" },
      ],
      containers: {
        ...policy.containers,
        secret: { repository: { name: OTHER }, image: "ghcr.io/acme/secret" },
      },
    }),
    "db/server.yaml": config.replace(
      "channels:",
      "  secret/prod:\n    - { cluster: prod-eu, application: secret-prod, file: apps/secret/values.yaml, field: image.tag }\nchannels:",
    ),
    "apps/secret/values.yaml": "image:\n  tag: v1\n",
    "db/locks.json": JSON.stringify({
      version: 1,
      locks: [
        { config: "secret", reason: "audit", owner: "carol", at: "2026-11-28T00:00:00Z" },
        { config: "my-app", channel: "qa", reason: "load test", owner: "bob", at: "2026-11-28T00:00:00Z" },
      ],
    }),
  });
  const tokenOf = (actor: string, repositories: readonly string[]): string =>
    github.createToken({ actor, kind: "pat", repositories, permissions: { metadata: "read" } });
  all = tokenOf("alice", [RELEASES, SOURCE, OTHER]);
  some = tokenOf("bob", [RELEASES, SOURCE]);
  releases = tokenOf("dave", [RELEASES]);
  await world.link(world.alice, "alice");
  await talk.newBuild("first");
  const message = await talk.newMessage(world.alice, "/deploy my-app main to prod", "waits for your word");
  await world.slack.click(world.alice.id, message, { actionId: "ship" });
  await talk.live(message);
  api = await checkedApi(world.url);
});
afterAll(() => world.stop());

const contentOf = (path: string): Promise<string> =>
  runGit(world.github.repository(RELEASES).gitDir, "show", `main:${path}`);

const get = (path: string, token?: string): Promise<CheckedAnswer> => api("get", path, { token });

const job = (repository: string): IdTokenJob => ({
  repository: world.github.repository(repository),
  ref: "refs/heads/main",
  sha: "1a2b3c4d".repeat(5),
  runId: 10,
  runNumber: 3,
  runAttempt: 1,
  actor: "octocat",
  eventName: "push",
  workflow: {
    name: "Build",
    repository,
    path: ".github/workflows/build.yml",
    ref: "refs/heads/main",
    sha: "1a2b3c4d".repeat(5),
  },
});

test("a file in a repository that somebody may not read hides nothing that the release repository says is elsewhere", async () => {
  const names = async (token: string): Promise<readonly string[]> =>
    (await get("/v1/configs", token)).json.configs.map(({ name }: { readonly name: string }) => name);
  const before = [await names(all), await names(some)];
  const files = { ".deploy/my-app.yaml": "version: 1\nname: my-app\nchannels: { dev: {} }\n" };
  await pushFiles(world.github, { repository: OTHER, files });
  await eventually(
    async () => ((await configsNamed(world.store.db, "my-app")).length === 1 ? true : undefined),
    () => "the server does not know of the other file",
  );
  expect([await names(all), await names(some)]).toEqual(before);
  expect(before[1]).toContain("my-app");
  expect((await get("/v1/targets?config=my-app", some)).json.targets).not.toEqual([]);
  await pushFiles(world.github, { repository: OTHER, files: { ".deploy/my-app.yaml": undefined } });
});

describe("who asks", () => {
  test("must be known to GitHub", async () => {
    const none = await get("/v1/targets");
    expect([none.status, none.json.detail]).toEqual([
      401,
      "There is no token: send the header Authorization: Bearer <token>, with a token of GitHub or a job's OIDC token.",
    ]);
    expect(none.headers.get("www-authenticate")).toBe('Bearer realm="deploy server"');
    const refused = () => world.github.requests.filter(({ status }) => status === 401).length;
    const before = refused();
    expect((await get("/v1/targets", "anything")).status).toBe(401);
    expect(refused()).toBe(before);
    const wrong = await get("/v1/targets", `ghp_${"n".repeat(36)}`);
    expect(refused()).toBe(before + 1);
    expect([wrong.status, wrong.json.detail]).toEqual([
      401,
      "GitHub does not take this token: send one that is valid still.",
    ]);
  });

  test("sees configs whose repositories their token may read, and nothing of others", async () => {
    const names = async (token: string): Promise<string[]> =>
      (await get("/v1/configs", token)).json.configs.map(({ name }: { name: string }) => name);
    expect(await names(all)).toEqual(["my-app", "secret"]);
    expect(await names(some)).toEqual(["my-app"]);
    expect(await names(releases)).toEqual([]);
    for (const path of [
      "/v1/targets?config=secret",
      "/v1/requests?config=secret",
      "/v1/history?config=secret&channel=prod",
    ]) {
      const { status, json } = await get(path, some);
      expect([path, status, json.detail]).toEqual([
        path,
        404,
        "There is no config secret: known are my-app.",
      ]);
    }
    const locks = await get("/v1/locks", some);
    expect(locks.json).toEqual({
      locks: [
        { config: "my-app", channel: "qa", owner: "bob", reason: "load test", at: "2026-11-28T00:00:00Z" },
      ],
      freezes: [{ channel: "qa", by: "carol", reason: "moving house" }],
      pins: [],
    });
    expect(JSON.stringify((await get("/v1/locks", all)).json)).toContain("audit");
    // Whoever reads the release repository reads this there; strangers see nothing of it.
    expect((await get("/v1/locks", releases)).json.freezes).toEqual(locks.json.freezes);
    const nothing = { locks: [], freezes: [], pins: [] };
    const stranger = world.github.createToken({
      actor: "eve",
      kind: "pat",
      repositories: [],
      permissions: {},
    });
    for (const token of [
      stranger,
      await world.github.oidc.mint(job(OTHER_PEOPLES), world.settings.publicUrl),
    ]) {
      expect((await get("/v1/locks", token)).json).toEqual(nothing);
    }
  });

  test("loses sight of what GitHub has taken away, within a minute", async () => {
    const token = world.github.createToken({
      actor: "erin",
      kind: "pat",
      repositories: [RELEASES, SOURCE],
      permissions: { metadata: "read" },
    });
    expect((await get("/v1/configs", token)).json.configs).toHaveLength(1);
    const before = world.github.requests.length;
    expect((await get("/v1/configs", token)).json.configs).toHaveLength(1);
    expect(world.github.requests.slice(before)).toEqual([]);
    world.github.revokeToken(token);
    world.clock.advance(60_000);
    expect((await get("/v1/configs", token)).status).toBe(401);
  });

  test("may be a job, which sees what its own repository is in", async () => {
    const audience = world.settings.publicUrl;
    const own = await world.github.oidc.mint(job(SOURCE), audience);
    expect((await get("/v1/configs", own)).json.configs.map(({ name }: { name: string }) => name)).toEqual([
      "my-app",
    ]);
    const foreign = await world.github.oidc.mint(job(RELEASES), audience);
    expect((await get("/v1/configs", foreign)).json.configs).toEqual([]);
  });

  test.each<[string, string | undefined, object, RegExp]>([
    ["another audience", "https://elsewhere.example", {}, /claim aud is "https:\/\/elsewhere.example"/],
    [
      "an event that may run a fork's code",
      undefined,
      { event_name: "pull_request_target" },
      /claim event_name/,
    ],
    ["a time that is over", undefined, { exp: 1 }, /claim exp is "1970/],
    ["nobody who has started it", undefined, { actor_id: "" }, /claim actor_id is ""/],
  ])("is no job whose token has %s", async (_name, audience, claims, says) => {
    const token = await world.github.oidc.mint(job(SOURCE), audience ?? world.settings.publicUrl, {
      ...claims,
    });
    const { status, json } = await get("/v1/configs", token);
    expect(status).toBe(401);
    expect(json.detail).toMatch(says);
  });
});

/** The target's drift, as soon as the server has heard of the push that changes it. */
const driftOnce = (is: (drift: readonly string[]) => boolean): Promise<readonly string[]> =>
  eventually(
    async () => {
      const { drift } = (await get("/v1/targets?config=my-app", some)).json.targets[0];
      return is(drift) ? drift : undefined;
    },
    () => "the drift stays as it was",
  );

describe("what is shown", () => {
  test("a target as it stands, whole", async () => {
    const { json } = await get("/v1/targets?config=my-app", some);
    const [deployed] = (await get("/v1/requests?config=my-app", some)).json.requests;
    expect(json.targets).toEqual([
      {
        config: "my-app",
        channel: "prod",
        source: SOURCE,
        protected: true,
        clusters: ["prod-eu"],
        desired: deployed.to,
        since: expect.stringMatching(/^2026-11-29T14:/),
        by: "alice",
        standing: "live",
        running: deployed.to,
        request: deployed.id,
        open: [],
        previews: [],
        drift: [],
      },
    ]);
    expect(deployed.to.text).toMatch(/^main-[0-9a-f]{7}$/);
  });

  test("a request with each state's time, and what it changed", async () => {
    const [{ id }] = (await get("/v1/requests?state=ended", some)).json.requests;
    const { json } = await get(`/v1/requests/${id}`, some);
    expect(json).toMatchObject({
      config: "my-app",
      channel: "prod",
      kind: "deploy",
      state: "succeeded",
      has_ended: true,
      by: "alice",
      via: "slack",
      confirmations: [{ by: "alice" }],
      url: `${world.url}/requests/${id}`,
      preview: { needs_confirmation: true, hidden: 0, also_ships: [] },
    });
    expect(Object.keys(json.times)).toEqual(
      expect.arrayContaining(["received", "awaiting confirmation", "succeeded"]),
    );
    expect(json.preview.changes).toEqual([
      expect.stringMatching(
        /^acme\/releases apps\/my-app\/prod\/values.yaml image.tag: main-0000000 → main-/,
      ),
    ]);
    for (const token of [releases, await world.github.oidc.mint(job(RELEASES), world.settings.publicUrl)]) {
      const hidden = await get(`/v1/requests/${id}`, token);
      expect([hidden.status, hidden.json.detail]).toEqual([
        404,
        `There is no request ${id} that you may see: /v1/requests lists those.`,
      ]);
    }
  });

  test("drift: a file that somebody has changed by hand", async () => {
    const path = "apps/my-app/prod/values.yaml";
    const text = await contentOf(path);
    const [{ desired }] = (await get("/v1/targets?config=my-app", some)).json.targets;
    await world.commit(RELEASES, { [path]: text.replace(desired.text, "by-hand") }, "carol");
    expect(await driftOnce((drift) => drift.length > 0)).toEqual([
      `image.tag in ${path} says by-hand, and the ledger ${desired.text}: somebody has changed it by hand`,
    ]);
    await world.commit(RELEASES, { [path]: text }, "carol");
    expect(await driftOnce((drift) => drift.length === 0)).toEqual([]);
  });

  test("pages that lead on to each other, and a cursor that nobody was given", async () => {
    for (const branch of ["nowhere-1", "nowhere-2"]) {
      await talk.newMessage(world.alice, `/deploy my-app ${branch} to prod`, "rejected");
    }
    const seen: string[] = [];
    let query: string | undefined = "?config=my-app&limit=1";
    while (query !== undefined) {
      const { json, headers }: Awaited<ReturnType<typeof get>> = await get(`/v1/requests${query}`, some);
      expect(json.requests).toHaveLength(1);
      seen.push(json.requests[0].state);
      query = /<(\?[^>]+)>; rel="next"/.exec(headers.get("link") ?? "")?.[1];
    }
    expect(seen).toEqual(["rejected", "rejected", "succeeded"]);
    const past: string[] = [];
    query = "?config=my-app&channel=prod&limit=2";
    while (query !== undefined) {
      const { json, headers }: Awaited<ReturnType<typeof get>> = await get(`/v1/history${query}`, some);
      past.push(...json.history.map(({ state }: { state: string }) => state));
      query = /<(\?[^>]+)>; rel="next"/.exec(headers.get("link") ?? "")?.[1];
    }
    expect(past).toEqual(["rejected", "rejected", "succeeded"]);
    const wrong = await get("/v1/requests?cursor=abc", some);
    expect([wrong.status, wrong.json.errors]).toEqual([
      400,
      [
        {
          path: "cursor",
          message: 'cursor is "abc", which is not from a Link header: start again without it',
        },
      ],
    ]);
  });

  test.each([
    ["/v1/targets?chanel=prod", 400, "chanel"],
    ["/v1/requests?limit=0", 400, "limit is 0, but must be from 1 to 200"],
    ["/v1/history?config=My+App&channel=prod", 400, 'config is "My App", but must be a config\'s name'],
    ["/v1/requests/6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11", 404, "There is no request 6f0b1a52"],
    ["/v1/history?config=my-ap&channel=prod", 404, "There is no config my-ap; did you mean my-app?"],
    ["/v1/history?config=my-app&channel=prd", 404, "There is no channel prd; did you mean prod?"],
  ])("%s is refused with what is allowed", async (path, status, says) => {
    const answer = await get(path, some);
    expect(answer.status).toBe(status);
    expect(answer.json.detail).toContain(says);
  });
});

test("who makes tokens up is refused before GitHub is asked, and others are not", async () => {
  const made = (at: number): string => `ghp_${String(at).padStart(36, "0")}`;
  const statuses: number[] = [];
  for (let at = 0; at < 30; at++) statuses.push((await get("/v1/configs", made(at))).status);
  expect(statuses.at(0)).toBe(401);
  expect(statuses.at(-1)).toBe(429);
  const before = world.github.requests.length;
  const refused = await get("/v1/configs", made(31));
  expect([refused.status, refused.headers.get("retry-after"), world.github.requests.length]).toEqual([
    429,
    "60",
    before,
  ]);
  expect((await get("/v1/configs", some)).status).toBe(200);
});
