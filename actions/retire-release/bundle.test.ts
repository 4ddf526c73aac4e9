import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { byHandEvent, dispatched, outcomes, startReleases } from "../../tools/testing/releases.ts";
import type { Step, StepResult } from "../../tools/testing/run-step.ts";

const DISPATCH_ID = "11111111-2222-4333-8444-555555555555";
const SOURCE = {
  repository: "acme/my-app",
  sha: "1a2b3c4d".repeat(5),
  ref: "refs/heads/main",
  run_id: 10,
  run_attempt: 1,
};
const releases = await startReleases();
const { github, message, database, commits, operations } = releases;

const record = (container: string, channel: string, fields: object = {}) => ({
  container,
  channel,
  image: `ghcr.io/acme/${container}:1`,
  released_at: "2026-11-20T00:00:00Z",
  released_by: "bob",
  dispatch_id: DISPATCH_ID,
  ...fields,
});
const DATABASE = {
  version: 1,
  releases: [
    record("my-app", "dev"),
    record("my-app", "prod", { source: SOURCE }),
    record("my-app-api", "prod", {
      pinned: { by: "alice", at: "2026-11-20T00:00:00Z", reason: "incident 42" },
    }),
  ],
};

beforeEach(() => releases.create({ "db/db.json": `${JSON.stringify(DATABASE, undefined, 2)}\n` }));
afterEach(() => github.clearFaults());
afterAll(() => releases.stop());

const content = () =>
  JSON.parse(database()) as { releases: (typeof DATABASE)["releases"]; retired?: Record<string, unknown>[] };
const places = () => content().releases.map(({ container, channel }) => `${container} ${channel}`);

const run = (inputs: Record<string, string> = {}, step: Partial<Step> = {}): Promise<StepResult> =>
  releases.run({
    action: "actions/retire-release",
    event: byHandEvent,
    inputs: { containers: "my-app", channel: "prod", reason: "moved to my-shop", ...inputs },
    ...step,
  });
const update = (payload: object, inputs: Record<string, string> = {}): Promise<StepResult> =>
  releases.run({ action: "actions/update-database", event: dispatched(payload), inputs });
const build = (runId: number, attempt: number) => ({
  version: 1,
  dispatch_id: `22222222-2222-4333-8444-${String(runId * 10 + attempt).padStart(12, "0")}`,
  releases: [{ container: "my-app", channel: "prod", image: `ghcr.io/acme/my-app:${runId}` }],
  source: { ...SOURCE, run_id: runId, run_attempt: attempt },
});

describe("retiring a container from a channel", () => {
  test("takes its record out and leaves a tombstone, in one commit, in two requests", async () => {
    const result = await run();
    expect(result.exitCode).toBe(0);
    expect(operations()).toEqual(["graphql:ReadBranch", "graphql:CommitOnBranch"]);
    expect(places()).toEqual(["my-app dev", "my-app-api prod"]);
    expect(content().retired).toEqual([
      {
        container: "my-app",
        channel: "prod",
        by: "octocat",
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        reason: "moved to my-shop",
      },
    ]);
    const id = result.outputs["dispatch-id"];
    expect(JSON.parse(result.outputs["results"]!)).toEqual([
      {
        container: "my-app",
        channel: "prod",
        outcome: "applied",
        reason: "",
        before: "ghcr.io/acme/my-app:1",
        after: null,
      },
    ]);
    expect(message()).toBe(
      [
        "release(my-app): prod → retired",
        "",
        "my-app prod: ghcr.io/acme/my-app:1 → (retired)",
        "",
        `Dispatch-Id: ${id}`,
        "Reason: moved to my-shop",
        "Released-By: octocat",
        `Run: ${github.url}/${releases.fullName}/actions/runs/1`,
      ].join("\n"),
    );
    expect(result.summary).toContain("with force");
  });

  test("holds every build that comes late, and lets it back in on purpose", async () => {
    await run();
    const stands = database();
    for (const payload of [build(10, 2), build(11, 1)]) {
      const late = await update(payload);
      expect(outcomes(late)).toEqual(["held"]);
      expect(late.annotations[0]?.message).toMatch(
        /my-app in prod was retired by octocat on [0-9T:-]+Z: moved to my-shop/,
      );
    }
    expect(database()).toBe(stands);
    const back = await releases.run({
      action: "actions/update-database",
      event: byHandEvent,
      inputs: {
        container: "my-app",
        "release-channel": "prod",
        image: "ghcr.io/acme/my-app:2",
        force: "true",
      },
    });
    expect(outcomes(back)).toEqual(["applied"]);
    expect(places()).toContain("my-app prod");
    expect(content()).not.toHaveProperty("retired");
    // Nothing proved these builds, so force has ended their order.
    expect(outcomes(await update(build(9, 1)))).toEqual(["applied"]);
    expect(outcomes(await update(build(8, 1)))).toEqual(["superseded"]);
    expect(outcomes(await update(build(12, 1)))).toEqual(["applied"]);
  });

  test("again in a later attempt of its job leaves alone what came back since", async () => {
    await run();
    await releases.run({
      action: "actions/update-database",
      event: byHandEvent,
      runId: 2,
      inputs: {
        container: "my-app",
        "release-channel": "prod",
        image: "ghcr.io/acme/my-app:2",
        force: "true",
      },
    });
    const again = await run({}, { runAttempt: 2 });
    expect(outcomes(again)).toEqual(["unchanged"]);
    expect(places()).toContain("my-app prod");
  });

  test("from another channel too, in the same job, is another operation", async () => {
    const [first, second, repeated] = [await run(), await run({ channel: "dev" }), await run()];
    expect([first, second, repeated].map(outcomes)).toEqual([["applied"], ["applied"], ["unchanged"]]);
    const ids = [first, second, repeated].map(({ outputs }) => outputs["dispatch-id"]);
    expect(ids[1]).not.toBe(ids[0]);
    expect(ids[2]).toBe(ids[0]);
    expect(places()).toEqual(["my-app-api prod"]);
  });

  test("that is pinned is held, and written with force", async () => {
    const held = await run({ containers: "my-app-api" });
    expect(outcomes(held)).toEqual(["held"]);
    expect(held.annotations).toMatchObject([
      {
        level: "warning",
        message: expect.stringContaining("pinned by alice on 2026-11-20T00:00:00Z: incident 42"),
      },
    ]);
    expect(commits()).toBe(1);
    expect(outcomes(await run({ containers: "my-app-api", force: "true" }))).toEqual(["applied"]);
    expect(message()).toContain("\nForced: true");
  });

  test("without a channel takes it out of each, and * out of one channel takes all", async () => {
    expect(outcomes(await run({ channel: "" }))).toEqual(["applied", "applied"]);
    expect(places()).toEqual(["my-app-api prod"]);
    expect(outcomes(await run({ containers: "*", force: "true" }, { runId: 2 }))).toEqual(
      ["unchanged", "applied"].toSorted(),
    );
    expect(places()).toEqual([]);
  });

  test.each([
    [
      { containers: "my-ap" },
      "there is no my-ap in prod (did you mean my-app?): its containers are my-app, my-app-api",
    ],
    [{ reason: "" }, "Input reason is empty: give the reason for the tombstone, in one line."],
  ])("%j is refused", async (inputs, message) => {
    const { exitCode, annotations } = await run(inputs);
    expect([exitCode, annotations[0]?.message]).toEqual([1, expect.stringContaining(message)]);
    expect(commits()).toBe(1);
  });

  test("shows what it would change in a dry run", async () => {
    const { log } = await run({ "dry-run": "true" });
    expect(log).toContain('+  "retired": [');
    expect(commits()).toBe(1);
  });
});
