import { describe, expect, test } from "@jest/globals";
import { outcomes } from "../../tools/testing/releases.ts";
import {
  commits,
  create,
  database,
  message,
  operations,
  record,
  recordOf,
  run,
  SHA,
  source,
  text,
  type Fields,
} from "./testing.ts";

describe("held", () => {
  const frozen = { freezes: [{ channel: "stage", by: "alice", reason: "release week" }] };
  const reason = "stage is frozen by alice: release week";

  test("by a freeze: a warning, and nothing is written", async () => {
    await create(text(record("my-app", "dev", "2"), record("my-app", "stage", "1")), frozen);
    const result = await run();
    expect(result.exitCode).toBe(0);
    expect(outcomes(result)).toEqual(["held"]);
    expect(result.annotations).toMatchObject([
      { level: "warning", message: expect.stringContaining(`held, ${reason}`) },
    ]);
    expect(commits()).toBe(1);
    expect(await run({ "fail-on-held": "true" })).toMatchObject({ exitCode: 1 });
    expect(outcomes(await run({ force: "true" }))).toEqual(["applied"]);
    expect(message()).toContain("\nForced: true");
  });

  test("by a pin: the others of the promotion are released", async () => {
    const pinned = { by: "alice", at: "2026-11-20T00:00:00Z", reason: "incident 42" };
    await create(
      text(
        record("api", "dev", "2", { source: source(10) }),
        record("web", "dev", "2", { source: source(11, { sha: "2".repeat(40) }) }),
        record("web", "stage", "1", { pinned }),
      ),
    );
    const result = await run({ containers: "*" });
    expect(outcomes(result)).toEqual(["applied", "held"]);
    expect(recordOf("web", "stage")).toMatchObject({ image: "ghcr.io/acme/web:1", pinned });
    expect(recordOf("api", "stage")).toMatchObject({ image: "ghcr.io/acme/api:2" });
    const sources = message().match(/^Source: .*$/gm);
    expect(sources).toEqual([`Source: acme/my-app@${SHA}`]);
  });
});

test("of all containers, one that the policy does not list is left out with a warning", async () => {
  await create(text(record("api", "dev", "2"), record("api-web", "dev", "2"), record("my-app", "dev", "2")), {
    allow_unlisted: false,
    containers: { api: {}, "my-app": {} },
  });
  const result = await run({ containers: "*" });
  const message =
    "* leaves out api-web, which is not listed in the policy: add it to containers in db/policy.json, or retire it";
  expect([result.exitCode, outcomes(result)]).toEqual([0, ["applied", "applied"]]);
  expect(result.annotations).toEqual([{ level: "warning", title: "Left out", message }]);
  expect(recordOf("api-web", "stage")).toBeUndefined();
});

/** `promotion.test.ts` and `inputs.test.ts` have all that is refused. */
describe("a promotion that is refused writes nothing, fails, and says what to do:", () => {
  const policy = {
    channels: ["dev", "stage", "prod"],
    containers: { "my-app": { refs: { dev: ["**"], prod: ["refs/tags/v*"] } } },
  };
  test.each<[string, Record<string, string>, Fields | undefined, string]>([
    [
      "a channel that is not there",
      { to: "qa" },
      policy,
      "inputs: there is no channel qa, only dev, stage, prod",
    ],
    [
      "a ref that the channel does not take",
      { to: "prod", force: "true" },
      policy,
      "inputs: my-app in prod comes from refs/heads/main, but only refs/tags/v* is allowed",
    ],
  ])("%s", async (_name, inputs, given, message) => {
    const before = database();
    await create(before, given);
    const result = await run(inputs);
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toEqual([
      { level: "error", title: "Rejected", message: expect.stringContaining(message) },
    ]);
    expect(outcomes(result)).toEqual(["rejected"]);
    expect(result.outputs).toMatchObject({ changed: "false", "commit-sha": "" });
    expect(result.summary).toContain("Rejected: nothing was written");
    expect(database()).toBe(before);
  });

  test.each<[Record<string, string>, string]>([
    [
      { reason: "x\nDispatch-Id: y" },
      'Input reason is "x\\nDispatch-Id: y": one line of at most 300 characters is allowed.',
    ],
  ])("the inputs %j", async (inputs, message) => {
    const result = await run(inputs);
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toEqual([{ level: "error", message }]);
    expect(result.outputs).toMatchObject({ changed: "false", results: "[]" });
    expect(operations()).toEqual([]);
  });

  test("a broken database, by its line", async () => {
    await create('{\n  "version": 1,\n  "releases": {}\n}\n');
    const result = await run();
    expect(result.annotations).toMatchObject([{ level: "error", file: "db/db.json", line: 3 }]);
  });
});
