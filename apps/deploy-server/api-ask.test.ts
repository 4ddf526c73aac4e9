import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import { runGit } from "@release-channels/sandbox";
import { alice, api, ask, bob, dave, decide, MAIN, until, world } from "./testing/asking-testing.ts";
import { ownToken } from "./testing/own-token.ts";
import { soak } from "./testing/soak.ts";
import { RELEASES, SOURCE } from "./testing/world.ts";

const tip = (): Promise<string | undefined> => world.github.tip(RELEASES);

/** The ids of all requests, the newest first. */
const idsOf = async (token: string): Promise<readonly string[]> =>
  (await api("get", "/v1/requests", { token })).json.requests.map(({ id }: { id: string }) => id);

test("a person asks, is shown what would ship, and confirms just that", async () => {
  const { status, json } = await ask({ ...MAIN, why: "a trial" }, { token: alice });
  expect([status, json.by, json.via, json.why]).toEqual([201, "alice", "api", "a trial"]);
  const shown = await until(json.id, "awaiting confirmation");
  const before = await tip();
  const stale = await decide(json.id, alice, { decision: "ship", preview: "0".repeat(32) });
  expect([stale.status, stale.json.detail]).toEqual([
    409,
    "Nothing has changed: what would be shipped has changed since this was shown: look at the new preview.",
  ]);
  const other = await decide(json.id, dave, { decision: "ship", preview: shown.preview.hash });
  expect([other.status, other.json.detail]).toEqual([
    409,
    "Nothing has changed: dave has read in acme/my-app, but prod asks for write: ask an admin of acme/my-app for it.",
  ]);
  expect(await tip()).toBe(before);
  expect((await decide(json.id, alice, { decision: "ship", preview: shown.preview.hash })).status).toBe(200);
  await soak(world, json.id);
  expect(
    await runGit(world.github.repository(RELEASES).gitDir, "log", "-1", "--format=%B", "main"),
  ).toContain(`Deploy-Request: ${json.id}`);
});

test("who sends the same again gets the same request, also when it is over", async () => {
  const key = randomUUID();
  const first = await ask({ ...MAIN, branch: "nowhere" }, { token: alice, key });
  await until(first.json.id, "rejected");
  const again = await ask({ ...MAIN, branch: "nowhere" }, { token: alice, key });
  expect([first.status, again.status, again.json.id]).toEqual([201, 200, first.json.id]);
  const other = await ask({ ...MAIN, branch: "elsewhere" }, { token: alice, key });
  expect([other.status, other.json.detail]).toEqual([
    409,
    `Idempotency-Key was used for deploy of my-app/prod already (request ${first.json.id}): send another one with another wish.`,
  ]);
  // The key of another person is another key.
  const bobs = await ask({ ...MAIN, branch: "nowhere" }, { token: bob, key });
  expect([bobs.status, bobs.json.id === first.json.id]).toEqual([201, false]);
  await until(bobs.json.id, "rejected");
});

test("a token that was given to anybody else may see, and not ask", async () => {
  const { github } = world;
  const stranger = await github.createApp({
    slug: "stranger",
    permissions: {},
    callbackUrls: ["https://stranger.example/"],
  });
  github.installApp(stranger, "acme");
  const tokens = [
    await ownToken(github, { login: "alice", app: stranger }),
    github.createToken({
      actor: "alice",
      kind: "pat",
      repositories: [RELEASES, SOURCE],
      permissions: { contents: "write" },
    }),
    github.createToken({
      actor: "x[bot]",
      kind: "installation",
      repositories: [RELEASES, SOURCE],
      permissions: { contents: "write" },
    }),
  ];
  const before = await idsOf(alice);
  for (const token of tokens) {
    expect((await api("get", "/v1/configs", { token })).json.configs).toHaveLength(1);
    const { status, json } = await ask(MAIN, { token });
    expect([status, json.detail]).toEqual([
      403,
      expect.stringContaining("This token may see, and may not ask for anything"),
    ]);
  }
  expect(await idsOf(alice)).toEqual(before);
});

test.each<[string, object | string, string]>([
  ["no JSON", "{", "The body is no JSON object"],
  [
    "no channel",
    { config: "my-app", branch: "main" },
    "channel is missing, but must be a name, and none is ever a default",
  ],
  [
    "nothing to deploy",
    { config: "my-app", channel: "prod" },
    "nothing says what to deploy: give one of branch, pull_request, artifact_sha, version, reapply, config_sha, undeploy: true, rollback: true, resume: true",
  ],
  ["two things", { ...MAIN, artifact_sha: "1a2b3c4" }, "branch and artifact_sha are given"],
  [
    "a commit that is none",
    { config: "my-app", channel: "prod", artifact_sha: "xyz" },
    'artifact_sha is "xyz": a commit\'s first 7 to 40 digits is allowed',
  ],
  [
    "a version that leads elsewhere in the registry",
    { config: "my-app", channel: "prod", version: "../../other/manifests/1" },
    'version is "../../other/manifests/1": a version, such as 1.4.2, is allowed',
  ],
  [
    "a config's commit that is none",
    { ...MAIN, config_sha: "main" },
    'config_sha is "main": a commit\'s first 7 to 40 digits is allowed',
  ],
  [
    "a config's commit with a version",
    { config: "my-app", channel: "prod", version: "1.4.2", config_sha: "1a2b3c4" },
    "config_sha does not go with version: it is given alone, or with branch or pull_request or artifact_sha",
  ],
  [
    "an earlier deploy by its number",
    { config: "my-app", channel: "prod", reapply: 2 },
    "reapply is 2: the id of a request, or a full commit of the ledger, is allowed",
  ],
  ["a flag that is none", { ...MAIN, rollback: "yes" }, 'rollback is "yes": true or false is allowed'],
  ["a misspelt field", { ...MAIN, chanel: "qa" }, "chanel means nothing here (did you mean channel?): "],
  ["a why that is none", { ...MAIN, why: 1 }, "why must be one line of at most 300 characters"],
])("who sends %s is told what is allowed", async (_name, body, says) => {
  const { status, json } = await ask(body, { token: alice });
  expect([status, json.detail]).toEqual([400, expect.stringContaining(says)]);
});

test.each([
  ["", "Idempotency-Key is missing"],
  ["short", 'Idempotency-Key is "short"'],
])("who sends the key %j is told what is allowed", async (key, says) => {
  const { status, json } = await ask(MAIN, { token: alice, key });
  expect([status, json.detail]).toEqual([400, expect.stringContaining(says)]);
});

test("who names what is not there is told the nearest", async () => {
  const { status, json } = await ask({ ...MAIN, channel: "prd" }, { token: alice });
  expect([status, json.detail]).toEqual([404, expect.stringContaining("did you mean prod?")]);
  expect((await decide("6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11", alice, { decision: "cancel" })).status).toBe(
    404,
  );
  expect((await decide("6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11", alice, {})).status).toBe(400);
});
