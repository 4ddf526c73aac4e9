import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runGit, send, type TestAnswer } from "@release-channels/sandbox";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { runStep, type Step, type StepResult } from "../../tools/testing/run-step.ts";
import { ownToken } from "./testing/own-token.ts";
import { soak } from "./testing/soak.ts";
import { RELEASES, SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";

/** The action `deploy`, as its bundle, against this server. */

let world: TestWorld;
let alice: string;
let built: Awaited<ReturnType<TestWorld["build"]>>;
let runs = 100;

beforeAll(async () => {
  world = await startTestWorld({
    config: `people: { prod: { permission: write, workflows: [${SOURCE}/.github/workflows/ci.yml@refs/heads/main] } }`,
  });
  world.github.setPermission(RELEASES, "alice", "read");
  alice = await ownToken(world.github, { login: "alice", app: world.githubApp });
  built = await world.build();
});
afterAll(() => world.stop());

const run = (
  inputs: Readonly<Record<string, string>> = {},
  step: Partial<Omit<Step, "inputs">> = {},
): Promise<StepResult> =>
  runStep({
    action: "actions/deploy",
    github: world.github,
    repository: SOURCE,
    actor: "alice",
    event: { name: "push", payload: {} },
    idToken: true,
    runId: ++runs,
    ...step,
    inputs: {
      server: world.url,
      config: "my-app",
      channel: "prod",
      "artifact-sha": built.sha,
      ...inputs,
    },
  });
const said = ({ annotations }: StepResult): string => annotations.map(({ message }) => message).join("\n");
const look = async (id: string): Promise<TestAnswer["json"]> =>
  (await send(`${world.url}/v1/requests/${id}`, { token: alice })).json;
const ids = async (): Promise<readonly string[]> =>
  (await send(`${world.url}/v1/requests`, { token: alice })).json.requests.map(
    ({ id }: { id: string }) => id,
  );

/** The newest request, as soon as it is in this state and was not there before. */
const newest = (known: readonly string[], state: string): Promise<TestAnswer["json"]> =>
  eventually(
    async () => {
      const id = (await ids()).find((one) => !known.includes(one));
      const request = id === undefined ? undefined : await look(id);
      return request?.state === state ? request : undefined;
    },
    () => `no new request is ${state}`,
  );
const decide = async (id: string, body: object): Promise<number> =>
  (
    await send(`${world.url}/v1/requests/${id}/decisions`, {
      method: "POST",
      token: alice,
      headers: { "content-type": "application/json" },
      body,
    })
  ).status;

describe("a job that is listed", () => {
  test("deploys what it has built, once a person has confirmed it", async () => {
    const known = await ids();
    const step = run({ why: "a trial" });
    const shown = await newest(known, "awaiting confirmation");
    expect([shown.by, shown.via, shown.why]).toEqual(["alice", "api", "a trial"]);
    expect(await decide(shown.id, { decision: "ship", preview: shown.preview.hash })).toBe(200);
    const result = await Promise.race([step, soak(world, shown.id).then(() => step)]);
    expect([result.exitCode, result.outputs]).toEqual([
      0,
      {
        "request-id": shown.id,
        url: `${world.url}/requests/${shown.id}`,
        state: "succeeded",
        commit: await world.github.tip(RELEASES),
      },
    ]);
    expect(result.summary).toContain(`main-${built.sha.slice(0, 7)}`);
    expect(
      await runGit(world.github.repository(RELEASES).gitDir, "log", "-1", "--format=%B", "main"),
    ).toContain(`Deploy-Request: ${shown.id}`);
  });

  test("finds its request when its step is sent again", async () => {
    await world.commit(SOURCE, { "README.md": "another build\n" });
    built = await world.build();
    const known = await ids();
    const cancel = new AbortController();
    const { id: runId } = world.github.runs.create({
      event: {
        name: "push",
        repository: world.github.repository(SOURCE),
        ref: "refs/heads/main",
        sha: built.sha,
        actor: "alice",
        payload: {},
      },
      workflowPath: ".github/workflows/ci.yml",
      workflowName: "CI",
      displayTitle: "CI",
    });
    // A run that goes on would be a build of the commit that is waited for.
    world.github.runs.update(runId, { status: "completed", conclusion: "success" });
    const first = run({}, { runId, cancel: cancel.signal });
    const shown = await newest(known, "awaiting confirmation");
    cancel.abort();
    expect(said(await first)).toContain("the job was cancelled");
    expect((await look(shown.id)).state).toBe("awaiting confirmation");
    const again = run({}, { runId });
    expect(await decide(shown.id, { decision: "cancel" })).toBe(200);
    const ended = await again;
    expect([ended.exitCode, ended.outputs["request-id"], ended.outputs["state"]]).toEqual([
      1,
      shown.id,
      "cancelled",
    ]);
    expect((await ids()).filter((id) => !known.includes(id))).toEqual([shown.id]);
  });
});

describe("is refused, and told why:", () => {
  test.each<[string, Readonly<Record<string, string>>, Partial<Step>, string]>([
    [
      "a config that is none",
      { config: "my-ap" },
      {},
      "answered: There is no config my-ap; did you mean my-app?",
    ],
    ["a channel that is none", { channel: "prd" }, {}, "did you mean prod?"],
    [
      "a workflow that is not listed",
      {},
      { ref: "refs/heads/mine" },
      "rejected: acme/my-app/.github/workflows/ci.yml@refs/heads/mine may not deploy to prod: add it to people.prod.workflows in db/server.yaml. Nothing was changed.",
    ],
    ["a commit that was not built", { "artifact-sha": "f".repeat(40) }, {}, "rejected: there is no commit"],
  ])("%s", async (_name, inputs, step, says) => {
    const result = await run(inputs, step);
    expect([result.exitCode, said(result)]).toEqual([1, expect.stringContaining(says)]);
  });

  test("a token that is for another address", async () => {
    const result = await run({ server: world.url.replace("127.0.0.1", "localhost") });
    expect([result.exitCode, said(result)]).toEqual([
      1,
      expect.stringContaining("Set the input server to exactly what the deploy server has as PUBLIC_URL."),
    ]);
    expect(said(result)).toContain(world.url);
  });
});
