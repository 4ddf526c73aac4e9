import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { byHandEvent, dispatched, outcomes, startReleases } from "../../tools/testing/releases.ts";
import type { Step } from "../../tools/testing/run-step.ts";

const ID = "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f";
const EMPTY = '{\n  "$schema": "./db.schema.json",\n  "version": 1,\n  "releases": []\n}\n';
const IMAGE = "ghcr.io/acme/my-app";
const POLICY = {
  version: 1,
  channels: ["dev", "stage", "prod"],
  allow_unlisted: false,
  containers: {
    "my-app": {
      repository: { name: "acme/my-app", id: 123 },
      image: IMAGE,
      refs: { dev: ["**"], prod: ["main", "refs/tags/v*"] },
    },
  },
};

const releases = await startReleases();
const { github, database, operations } = releases;

afterEach(() => github.clearFaults());
afterAll(() => releases.stop());

async function create(policy: string | object | undefined): Promise<void> {
  const text = typeof policy === "object" ? JSON.stringify(policy, undefined, 2) : policy;
  await releases.create({ "db/db.json": EMPTY, ...(text !== undefined && { "db/policy.json": text }) });
}

const payload = (release: object = {}, source: object | null = {}) => ({
  version: 1,
  dispatch_id: ID,
  releases: [{ container: "my-app", channel: "dev", image: `${IMAGE}:v1`, ...release }],
  ...(source !== null && {
    source: {
      repository: "acme/my-app",
      sha: "1a2b3c4d".repeat(5),
      ref: "refs/heads/main",
      run_id: 10,
      run_attempt: 1,
      ...source,
    },
  }),
});

const run = (clientPayload: unknown, inputs: Step["inputs"] = {}, event = dispatched(clientPayload)) =>
  releases.run({ action: "actions/update-database", event, inputs });
const BY_HAND = { container: "my-app", "release-channel": "prod", image: `${IMAGE}:v1` };

describe("what the policy refuses is rejected, named, and not written, force or not:", () => {
  test.each<[string, object, string]>([
    [
      "an image of another name",
      payload({ image: "ghcr.io/evil/my-app:v1" }),
      `my-app in dev: its image is ghcr.io/evil/my-app, but must be ${IMAGE}: use that one, or change containers.my-app.image in db/policy.json`,
    ],
    [
      "a ref that may not release to prod",
      payload({ channel: "prod" }, { ref: "refs/heads/feature" }),
      "my-app in prod comes from refs/heads/feature, but only main, refs/tags/v* are allowed: release it from a matching ref, or change containers.my-app.refs.prod in db/policy.json",
    ],
    [
      "an event that a person wrote",
      { container: "my-app", release_channel: "dev", image: `${IMAGE}:v1` },
      "my-app in dev comes without a source",
    ],
  ])("%s", async (_name, clientPayload, message) => {
    await create(POLICY);
    const result = await run(clientPayload, { force: "true" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations[0]).toMatchObject({
      level: "error",
      title: "Rejected",
      message: expect.stringContaining(`client_payload: ${message}`),
    });
    expect(outcomes(result)).toEqual(["rejected"]);
    expect(result.outputs).toMatchObject({ changed: "false", "commit-sha": "" });
    expect(result.summary).toContain("Rejected: nothing was written");
    expect(operations()).toEqual(["graphql:ReadBranch"]);
    expect(database()).toBe(EMPTY);
  });

  test("one good and one bad release: neither is written", async () => {
    await create(POLICY);
    const good = payload().releases;
    const result = await run({ ...payload(), releases: [...good, ...payload({ channel: "qa" }).releases] });
    expect(JSON.parse(result.outputs["results"]!)).toMatchObject([
      {
        outcome: "rejected",
        reason: expect.stringMatching(/^client_payload: my-app: there is no channel qa/),
      },
      {
        outcome: "rejected",
        reason: expect.stringMatching(/^my-app: there is no channel qa/),
      },
    ]);
    expect(database()).toBe(EMPTY);
  });

  test("an event whose payload a workflow passes on as inputs", async () => {
    await create(POLICY);
    expect(outcomes(await run({}, BY_HAND))).toEqual(["rejected"]);
  });

  test("more than GitHub shows: the last annotation counts the rest", async () => {
    await create(POLICY);
    const many = Array.from({ length: 25 }, (_, i) => ({
      container: `app-${i}`,
      channel: "dev",
      image: "a:1",
    }));
    const { annotations } = await run({ ...payload(), releases: many });
    expect(annotations).toHaveLength(10);
    expect(annotations.at(-1)?.message).toBe("… and 16 more: see the job's summary.");
  });
});

describe("what the policy allows is written:", () => {
  test("a build from the ref that it names, in two requests", async () => {
    await create(POLICY);
    const result = await run(
      payload({ channel: "prod" }, { repository: "Acme/My-App", ref: "refs/tags/v1" }),
    );
    expect(outcomes(result)).toEqual(["applied"]);
    expect(operations()).toEqual(["graphql:ReadBranch", "graphql:CommitOnBranch"]);
  });

  test("a person's run of the workflow", async () => {
    await create(POLICY);
    expect(outcomes(await run(undefined, BY_HAND, byHandEvent))).toEqual(["applied"]);
  });

  test("anything, where there is no policy", async () => {
    await create(undefined);
    const result = await run(payload({ container: "other", channel: "qa" }, null));
    expect(outcomes(result)).toEqual(["applied"]);
    expect(result.summary).toContain("There is no policy at db/policy.json: everything is allowed.");
    expect(operations()).toEqual(["graphql:ReadBranch", "graphql:CommitOnBranch"]);
  });

  test("nothing, where the file of input policy is not there", async () => {
    await create(POLICY);
    const result = await run(payload({ channel: "dev" }), { policy: "db/no-policy.json" });
    expect(outcomes(result)).toEqual(["rejected"]);
    expect(result.annotations[0]?.message).toBe(
      "db/no-policy.json: it does not exist, but the input policy names it: correct the input, or commit the file",
    );
    expect(database()).toBe(EMPTY);
  });

  test("what the policy forbids, also where its path is written in another way", async () => {
    await create(POLICY);
    const paths = { policy: "./db//policy.json", path: "db/../db/db.json" };
    expect(outcomes(await run(payload({ channel: "qa" }), paths))).toEqual(["rejected"]);
    expect(outcomes(await run(payload({ channel: "dev" }), paths))).toEqual(["applied"]);
  });

  test("nothing, where input policy names a folder", async () => {
    await create(POLICY);
    const result = await run(payload({ channel: "qa" }), { policy: "db" });
    expect([result.exitCode, result.annotations[0]?.message]).toEqual([
      1,
      expect.stringMatching(/^db in acme\/\S+ is not a text file\.$/),
    ]);
    expect(database()).toBe(EMPTY);
  });
});

describe("a channel that takes promotions only", () => {
  const promotionOnly = { ...POLICY, promotion_only: ["prod"] };
  const message =
    "my-app in prod: prod takes releases by promotion only: release it to an earlier channel and run promote-release from there, or remove prod from promotion_only in db/policy.json";

  test.each<[string, object | undefined, Step["inputs"], Step["event"] | undefined]>([
    ["a build", payload({ channel: "prod" }), {}, undefined],
    ["a person's run of the workflow", undefined, BY_HAND, byHandEvent],
  ])("rejects %s, force or not, and writes nothing", async (_name, clientPayload, inputs, event) => {
    await create(promotionOnly);
    const result = await run(clientPayload, { ...inputs, force: "true" }, event);
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toMatchObject([
      { level: "error", title: "Rejected", message: expect.stringContaining(message) },
    ]);
    expect(outcomes(result)).toEqual(["rejected"]);
    expect(operations()).toEqual(["graphql:ReadBranch"]);
    expect(database()).toBe(EMPTY);
  });

  test("lets builds into the channels before it", async () => {
    await create(promotionOnly);
    expect(outcomes(await run(payload()))).toEqual(["applied"]);
  });
});

test("a policy that lands between reading and writing is obeyed", async () => {
  await create(undefined);
  const answer = await fetch(`${github.apiUrl}/repos/${releases.fullName}/contents/db/policy.json`, {
    method: "PUT",
    headers: { authorization: `Bearer ${releases.token}`, "content-type": "application/json" },
    body: JSON.stringify({
      message: "Add a policy",
      content: Buffer.from(JSON.stringify(POLICY)).toString("base64"),
    }),
  });
  expect(answer.status).toBe(201);
  github.forgetRequests();
  github.inject({ operation: "graphql:ReadBranch", fault: { kind: "stale-read", ms: 60_000 }, times: 1 });
  const result = await run(payload({ channel: "qa" }));
  expect(operations()).toEqual(["graphql:ReadBranch", "graphql:CommitOnBranch", "graphql:ReadBranch"]);
  expect(outcomes(result)).toEqual(["rejected"]);
  expect(result.annotations[0]?.message).toContain("there is no channel qa, only dev, stage, prod");
  expect(database()).toBe(EMPTY);
});

describe("a broken policy: nothing is written, and the line is named:", () => {
  test.each([
    ["no JSON", '{\n  "version": 1,\n', 3, 1, "not JSON: "],
    [
      "a channel that does not exist",
      '{\n  "version": 1,\n  "channels": ["dev"],\n  "provenance": ["prdo"]\n}\n',
      4,
      18,
      "provenance[0] names the channel prdo, which is not in channels: dev",
    ],
  ])("%s", async (_name, text, line, col, message) => {
    await create(text);
    const result = await run(payload(), { force: "true" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toMatchObject([
      {
        level: "error",
        file: "db/policy.json",
        line,
        column: col,
        message: expect.stringContaining(`db/policy.json:${line}:${col}: ${message}`),
      },
    ]);
    expect(outcomes(result)).toEqual(["rejected"]);
    expect(operations()).toEqual(["graphql:ReadBranch"]);
    expect(database()).toBe(EMPTY);
  });
});

describe("a freeze", () => {
  const frozen = (until: string) => ({
    version: 1,
    freezes: [{ channel: "dev", by: "alice", reason: "release week", until }],
  });
  const HELD = "dev is frozen by alice until 2999-01-01T00:00:00Z: release week";

  test("holds a release, with a warning", async () => {
    await create(frozen("2999-01-01T00:00:00Z"));
    const result = await run(payload());
    expect(result.exitCode).toBe(0);
    expect(outcomes(result)).toEqual(["held"]);
    expect(result.annotations).toMatchObject([
      { level: "warning", message: expect.stringContaining(`my-app in dev: held, ${HELD}`) },
    ]);
    expect(database()).toBe(EMPTY);
  });

  test("fails the step with fail-on-held", async () => {
    await create(frozen("2999-01-01T00:00:00Z"));
    const result = await run(payload(), { "fail-on-held": "true" });
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toMatchObject([{ level: "error", message: expect.stringContaining(HELD) }]);
  });

  test("gives way to force, and says so", async () => {
    await create(frozen("2999-01-01T00:00:00Z"));
    const result = await run(payload(), { force: "true" });
    expect(outcomes(result)).toEqual(["applied"]);
    expect(result.log).toContain(`forced, although ${HELD}`);
  });

  test("that is over holds nothing", async () => {
    await create(frozen("2026-01-01T00:00:00Z"));
    expect(outcomes(await run(payload()))).toEqual(["applied"]);
  });

  test("of prod lets dev through", async () => {
    await create({ version: 1, freezes: [{ channel: "prod", by: "alice", reason: "release week" }] });
    expect(outcomes(await run(payload()))).toEqual(["applied"]);
    expect(outcomes(await run(payload({ channel: "prod" })))).toEqual(["held"]);
  });
});
