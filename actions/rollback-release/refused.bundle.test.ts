import { beforeEach, describe, expect, test } from "@jest/globals";
import { outcomes } from "../../tools/testing/releases.ts";
import {
  commitByHand,
  create,
  git,
  head,
  IMAGE,
  operations,
  pushByHand,
  READ,
  record,
  recordOf,
  refused,
  released,
  run,
  text,
  type Fields,
} from "./testing.ts";

describe("after three releases", () => {
  beforeEach(async () => {
    await create();
    for (const runId of [1, 2, 3]) await released(runId);
  });

  test("an image that never ran there is refused, and those that did are named", async () => {
    const before = head();
    const result = await run({ to: `${IMAGE}:v9` });
    refused(
      result,
      `my-app has not run ${IMAGE}:v9 in prod, as far as db/db.json shows in its 4 commits: it ran ${IMAGE}:v3 (2`,
    );
    expect(operations()).toEqual(READ);
    expect(head()).toBe(before);
  });

  test.each<[string, () => string | Promise<string>, string]>([
    ["a commit that does not exist", () => "0123456789", "there is no commit 0123456789 in acme/releases-"],
    [
      "a commit that was never on the branch",
      () => commitByHand({ "db/db.json": text(record("my-app", "evil")) }, "Evil"),
      "was never on the branch that holds db/db.json, so nothing in it was released",
    ],
    [
      "a commit before the container was there",
      () => git("rev-parse", "main~3"),
      "there was no my-app in prod at commit",
    ],
  ])("%s is refused", async (_name, commit, message) => {
    refused(await run({ to: await commit() }), message);
  });

  test.each<[string, Record<string, string>, string]>([
    [
      "a container",
      { containers: "my-ap" },
      "there is no my-ap in prod (did you mean my-app?): its containers are my-app",
    ],
    [
      "a channel",
      { channel: "prd" },
      "there is no release in prd (did you mean prod?): channels with releases are prod",
    ],
  ])("%s that is not there is refused", async (_name, inputs, message) => {
    refused(await run(inputs), message);
    expect(operations()).toEqual(["graphql:ReadBranch"]);
  });

  test.each<[Record<string, string>, string]>([
    [
      { containers: "a, b", to: "a:1" },
      'Input containers is "a, b": the image in to belongs to one container',
    ],
  ])("the inputs %j are a mistake", async (inputs, message) => {
    const result = await run(inputs);
    expect(result.exitCode).toBe(1);
    expect(result.annotations).toEqual([{ level: "error", message: expect.stringContaining(message) }]);
    expect(result.outputs).toMatchObject({ changed: "false", results: "[]", history: "[]" });
    expect(operations()).toEqual([]);
  });

  test("a frozen channel holds it, but for force", async () => {
    const freezes = [{ channel: "prod", by: "alice", reason: "release week" }];
    await pushByHand({ "db/policy.json": JSON.stringify({ version: 1, freezes }) }, "Freeze");
    const result = await run();
    expect(result.exitCode).toBe(0);
    expect(outcomes(result)).toEqual(["held"]);
    expect(outcomes(await run({ force: "true" }))).toEqual(["applied"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v2`, pinned: {} });
    expect(outcomes(await run({ unpin: "true" }))).toEqual(["applied"]);
  });

  test("a channel that takes promotions only takes it, too", async () => {
    await pushByHand({ "db/policy.json": '{ "version": 1, "promotion_only": ["prod"] }' }, "Promote only");
    expect(outcomes(await run())).toEqual(["applied"]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v2`, pinned: {} });
  });

  test("the policy's image name holds, its refs do not", async () => {
    const policy = (rules: Fields) => JSON.stringify({ version: 1, containers: { "my-app": rules } });
    await pushByHand({ "db/policy.json": policy({ image: "other" }) }, "Rename");
    refused(await run(), `its image is ${IMAGE}, but must be other`);
    await pushByHand({ "db/policy.json": policy({ refs: { prod: ["refs/tags/v*"] } }) }, "Only tags");
    expect(outcomes(await run())).toEqual(["applied"]);
  });
});
