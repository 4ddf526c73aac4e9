import { describe, expect, test } from "@jest/globals";
import type { IdTokenJob } from "@release-channels/sandbox";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { api, ask, bob, decide, LISTED, MAIN, until, world } from "./testing/asking-testing.ts";
import { jobToken, WORKFLOW } from "./testing/job-token.ts";
import { CHARTS, SOURCE } from "./testing/world.ts";

const job = (repository = SOURCE, more: Partial<IdTokenJob> = {}): Promise<string> =>
  jobToken(world, repository, more);

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

describe("a job", () => {
  test("that is listed asks for nobody, and a person confirms", async () => {
    const { status, json } = await ask(MAIN, { token: await job() });
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
    const look = async () => (await api("get", "/v1/configs", { token: await job() })).status;
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
      return ask({ ...MAIN, branch: `nowhere-${runAttempt}` }, { token });
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
    const { status, json } = await ask(MAIN, { token: await job(repository, more) });
    expect(status).toBe(201);
    const rejected = await until(json.id, "rejected");
    expect(rejected.reason).toEqual({ code: "workflow", message: expect.stringContaining(says) });
  });

  test("of another repository sees nothing, though it calls the listed workflow", async () => {
    const called = workflowOf(SOURCE, {});
    const { status, json } = await ask(MAIN, {
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
      const { json } = await api("get", "/v1/configs", { token });
      return json.configs[0]?.files.length === 1 || undefined;
    },
    () => "the config's file is never known",
  );
  const { status } = await ask({ ...MAIN, branch: "nowhere" }, { token: await job() });
  expect(status).toBe(201);
  const seen = await api("get", "/v1/configs", { token: await job() });
  expect(seen.json.configs).toEqual([{ name: "my-app", source: SOURCE, channels: ["prod"], files: [] }]);
});
