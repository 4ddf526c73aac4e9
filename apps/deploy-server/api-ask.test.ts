import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runGit, send, type IdTokenJob, type TestAnswer } from "@release-channels/sandbox";
import { DocumentCheck, type OpenApi } from "../../lib/http/testing/document.ts";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { jobToken, WORKFLOW } from "./testing/job-token.ts";
import { ownToken } from "./testing/own-token.ts";
import { soak } from "./testing/soak.ts";
import { CHARTS, RELEASES, SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";

const LISTED = `${SOURCE}/${WORKFLOW}@refs/heads/main`;

let world: TestWorld;
let check: DocumentCheck;
/** People's tokens of the server's own App. */
let alice: string;
let bob: string;
let dave: string;

const own = (login: string, app = world.githubApp): Promise<string> => ownToken(world.github, { login, app });

beforeAll(async () => {
  world = await startTestWorld({
    config: `people: { prod: { teams: [acme/release], permission: write, workflows: [${LISTED}] } }
configs: { my-app: { repository: ${CHARTS} } }`,
  });
  for (const login of ["alice", "bob", "dave"]) world.github.setPermission(RELEASES, login, "read");
  [alice, bob, dave] = [await own("alice"), await own("bob"), await own("dave")];
  await world.build();
  check = new DocumentCheck((await (await fetch(`${world.url}/openapi.json`)).json()) as OpenApi);
});
afterAll(() => world.stop());

const job = (repository = SOURCE, more: Partial<IdTokenJob> = {}): Promise<string> =>
  jobToken(world, repository, more);

let keys = 0;
const newKey = (): string => `key-${String(++keys).padStart(8, "0")}`;

/** Posts to the API, and holds its answer against the document. */
async function post(
  path: string,
  body: object | string,
  { token, key = newKey() }: { readonly token: string; readonly key?: string | undefined },
): Promise<{ status: number; json: TestAnswer["json"] }> {
  const answer = await fetch(`${world.url}${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      ...(key !== "" && { "idempotency-key": key }),
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const route = path.replace(/\/[0-9a-f-]{36}/, "/{id}");
  return { status: answer.status, json: JSON.parse(await check.check("post", route, answer)) };
}

const MAIN = { config: "my-app", channel: "prod", branch: "main" };
const tip = (): Promise<string | undefined> => world.github.tip(RELEASES);
const decide = (id: string, token: string, body: object) =>
  post(`/v1/requests/${id}/decisions`, body, { token });

/** The ids of all requests, the newest first. */
const idsOf = async (token: string): Promise<readonly string[]> =>
  (await send(`${world.url}/v1/requests`, { token })).json.requests.map(({ id }: { id: string }) => id);

/** The request as soon as it is in this state. */
const until = (id: string, state: string): Promise<TestAnswer["json"]> =>
  eventually(
    async () => {
      const { json } = await send(`${world.url}/v1/requests/${id}`, { token: alice });
      return json.state === state ? json : undefined;
    },
    () => `request ${id} is never ${state}`,
  );

describe("a person", () => {
  test("asks, is shown what would ship, and confirms just that", async () => {
    const { status, json } = await post("/v1/requests", { ...MAIN, why: "a trial" }, { token: alice });
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
    expect((await decide(json.id, alice, { decision: "ship", preview: shown.preview.hash })).status).toBe(
      200,
    );
    await soak(world, json.id);
    expect(
      await runGit(world.github.repository(RELEASES).gitDir, "log", "-1", "--format=%B", "main"),
    ).toContain(`Deploy-Request: ${json.id}`);
  });

  test("who sends the same again gets the same request, also when it is over", async () => {
    const key = newKey();
    const first = await post("/v1/requests", { ...MAIN, branch: "nowhere" }, { token: alice, key });
    await until(first.json.id, "rejected");
    const again = await post("/v1/requests", { ...MAIN, branch: "nowhere" }, { token: alice, key });
    expect([first.status, again.status, again.json.id]).toEqual([201, 200, first.json.id]);
    const other = await post("/v1/requests", { ...MAIN, branch: "elsewhere" }, { token: alice, key });
    expect([other.status, other.json.detail]).toEqual([
      409,
      `Idempotency-Key was used for deploy of my-app/prod already (request ${first.json.id}): send another one with another wish.`,
    ]);
    // The key of another person is another key.
    const bobs = await post("/v1/requests", { ...MAIN, branch: "nowhere" }, { token: bob, key });
    expect([bobs.status, bobs.json.id === first.json.id]).toEqual([201, false]);
    await until(bobs.json.id, "rejected");
  });

  test("may see and not ask with a token that was given to anybody else", async () => {
    const { github } = world;
    const stranger = await github.createApp({
      slug: "stranger",
      permissions: {},
      callbackUrls: ["https://stranger.example/"],
    });
    github.installApp(stranger, "acme");
    const tokens = [
      await own("alice", stranger),
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
      expect((await send(`${world.url}/v1/configs`, { token })).json.configs).toHaveLength(1);
      const { status, json } = await post("/v1/requests", MAIN, { token });
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
    ["a misspelt field", { ...MAIN, chanel: "qa" }, "chanel means nothing here"],
    ["a why that is none", { ...MAIN, why: 1 }, "why must be one line of at most 300 characters"],
  ])("who sends %s is told what is allowed", async (_name, body, says) => {
    const { status, json } = await post("/v1/requests", body, { token: alice });
    expect([status, json.detail]).toEqual([400, expect.stringContaining(says)]);
  });

  test.each([
    ["", "Idempotency-Key is missing"],
    ["short", 'Idempotency-Key is "short"'],
  ])("who sends the key %j is told what is allowed", async (key, says) => {
    const { status, json } = await post("/v1/requests", MAIN, { token: alice, key });
    expect([status, json.detail]).toEqual([400, expect.stringContaining(says)]);
  });

  test("who names what is not there is told the nearest", async () => {
    const { status, json } = await post("/v1/requests", { ...MAIN, channel: "prd" }, { token: alice });
    expect([status, json.detail]).toEqual([404, expect.stringContaining("did you mean prod?")]);
    expect((await decide("6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11", alice, { decision: "cancel" })).status).toBe(
      404,
    );
    expect((await decide("6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11", alice, {})).status).toBe(400);
  });
});

describe("a job", () => {
  test("that is listed asks for nobody, and a person confirms", async () => {
    const { status, json } = await post("/v1/requests", MAIN, { token: await job() });
    expect([status, json.by]).toEqual([201, "erin"]);
    const shown = await until(json.id, "awaiting confirmation");
    const own = await decide(json.id, await job(), { decision: "ship", preview: shown.preview.hash });
    expect([own.status, own.json.detail]).toEqual([
      403,
      "A job decides nothing: a person confirms, approves or cancels, on the request's page or in chat.",
    ]);
    expect((await decide(json.id, bob, { decision: "cancel" })).json.state).toBe("cancelled");
  });

  test("looks as often as it likes: GitHub's keys are fetched once in a while", async () => {
    const looks = () => world.github.requests.filter(({ path }) => path.endsWith("/.well-known/jwks")).length;
    const look = async () =>
      (await send(`${world.url}/v1/configs`, { headers: { authorization: `Bearer ${await job()}` } })).status;
    expect(await look()).toBe(200);
    const before = looks();
    expect(await Promise.all([look(), look(), look()])).toEqual([200, 200, 200]);
    expect([before, looks()]).toEqual([1, 1]);
  });

  test("that somebody has started again asks as them, whoever started it first", async () => {
    const { runs } = world.github;
    const event = {
      name: "push",
      repository: world.github.repository(SOURCE),
      ref: "refs/heads/main",
      sha: "1a2b3c4d".repeat(5),
      actor: "erin",
      payload: {},
    };
    const run = runs.create({
      event,
      workflowPath: WORKFLOW,
      workflowName: "Deploy",
      displayTitle: "Deploy",
    });
    runs.restart(run.id, "bob");
    const asked = async (runAttempt: number) => {
      const token = await job(SOURCE, { runId: run.id, runAttempt });
      return post("/v1/requests", { ...MAIN, branch: `nowhere-${runAttempt}` }, { token });
    };
    const again = await asked(2);
    expect([again.status, again.json.by]).toEqual([201, "bob"]);
    const unknown = await asked(3);
    expect([unknown.status, unknown.json.detail]).toEqual([
      401,
      expect.stringContaining('claim run_attempt is "3", but GitHub does not say who started that attempt'),
    ]);
  });

  test.each<[string, string, Partial<IdTokenJob>, string]>([
    [
      "another workflow",
      SOURCE,
      { workflow: workflowOf(SOURCE, { path: ".github/workflows/other.yml" }) },
      "acme/my-app/.github/workflows/other.yml@refs/heads/main may not deploy to prod: add it to people.prod.workflows in db/server.yaml",
    ],
    [
      "the same one on another branch",
      SOURCE,
      { ref: "refs/heads/mine", workflow: workflowOf(SOURCE, { ref: "refs/heads/mine" }) },
      "acme/my-app/.github/workflows/deploy.yml@refs/heads/mine may not deploy to prod",
    ],
    [
      "a branch's workflow that calls the listed one",
      SOURCE,
      {
        ref: "refs/heads/mine",
        workflow: workflowOf(SOURCE, { path: ".github/workflows/mine.yml", ref: "refs/heads/mine" }),
        jobWorkflow: workflowOf(SOURCE, {}),
      },
      `${LISTED} was called by acme/my-app/.github/workflows/mine.yml@refs/heads/mine, which may not deploy to prod: add the caller to people.prod.workflows in db/server.yaml, too`,
    ],
  ])("of %s is rejected", async (_name, repository, more, says) => {
    const { status, json } = await post("/v1/requests", MAIN, { token: await job(repository, more) });
    expect(status).toBe(201);
    const rejected = await until(json.id, "rejected");
    expect(rejected.reason).toEqual({ code: "workflow", message: expect.stringContaining(says) });
  });

  test("of another repository sees nothing, though it calls the listed workflow", async () => {
    const called = workflowOf(SOURCE, {});
    const { status, json } = await post("/v1/requests", MAIN, {
      token: await job(CHARTS, { jobWorkflow: called }),
    });
    expect([status, json.detail]).toEqual([404, "There is no config my-app: none is set up yet."]);
  });
});

test("a job asks for what is built in its repository, though the config's file is in another", async () => {
  const file = `version: 1
name: my-app
artifact: { repository: ${SOURCE}, container: my-app, image: "x.example/my-app:{branch}" }
channels: { prod: {} }
`;
  await world.commit(CHARTS, { ".deploy/my-app.yaml": file });
  const token = world.github.createToken({
    actor: "alice",
    kind: "pat",
    repositories: [CHARTS, SOURCE],
    permissions: { metadata: "read" },
  });
  await eventually(
    async () => {
      const { json } = await send(`${world.url}/v1/configs`, { token });
      return json.configs[0]?.files.length === 1 || undefined;
    },
    () => "the config's file is never known",
  );
  const { status } = await post("/v1/requests", { ...MAIN, branch: "nowhere" }, { token: await job() });
  expect(status).toBe(201);
  const seen = await send(`${world.url}/v1/configs`, { headers: { authorization: `Bearer ${await job()}` } });
  expect(seen.json.configs).toEqual([{ name: "my-app", source: SOURCE, channels: ["prod"], files: [] }]);
});

function workflowOf(repository: string, more: Partial<IdTokenJob["workflow"]>): IdTokenJob["workflow"] {
  return {
    name: "Deploy",
    repository,
    path: WORKFLOW,
    ref: "refs/heads/main",
    sha: "1a2b3c4d".repeat(5),
    ...more,
  };
}

describe("a sync over the API", () => {
  test("is for admins of the release repository, by the App's own token", async () => {
    const refused = async (token: string): Promise<[number, string]> => {
      const { status, json } = await post("/v1/sync", { dry_run: true }, { token });
      return [status, json.detail];
    };
    expect(await refused(alice)).toEqual([
      403,
      "A sync is for admins of acme/releases, and alice is none: ask one of them.",
    ]);
    expect(await refused(await job())).toEqual([403, expect.stringContaining("A sync is for people")]);
    const other = world.github.createToken({
      actor: "bob",
      kind: "pat",
      repositories: [RELEASES],
      permissions: { metadata: "read" },
    });
    world.github.setPermission(RELEASES, "bob", "admin");
    expect(await refused(other)).toEqual([403, expect.stringContaining("A sync is for people")]);
    const unknown = await post("/v1/sync", { dry_run: false, remove: ["nowhere"] }, { token: bob });
    expect([unknown.status, unknown.json.detail]).toEqual([
      400,
      expect.stringContaining("remove names no config: there is no config nowhere"),
    ]);
    const begun = await post("/v1/sync", { dry_run: true }, { token: bob });
    expect([begun.status, begun.json.asked_by]).toEqual([202, "bob"]);
  });
});
