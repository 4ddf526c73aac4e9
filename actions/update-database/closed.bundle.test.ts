import { afterAll, describe, expect, test } from "@jest/globals";
import { byHandEvent, outcomes, startReleases } from "../../tools/testing/releases.ts";
import type { Step } from "../../tools/testing/run-step.ts";

const EMPTY = '{\n  "$schema": "./db.schema.json",\n  "version": 1,\n  "releases": []\n}\n';
const LOCK = { reason: "load test", owner: "alice", at: "2026-11-20T00:00:00Z" };

const releases = await startReleases();
afterAll(() => releases.stop());

const create = (files: Readonly<Record<string, object | string>>): Promise<void> =>
  releases.create({
    "db/db.json": EMPTY,
    ...Object.fromEntries(
      Object.entries(files).map(([path, file]) => [
        path,
        typeof file === "string" ? file : JSON.stringify(file, undefined, 2),
      ]),
    ),
  });
const release = (channel: string, inputs: Step["inputs"] = {}) =>
  releases.run({
    action: "actions/update-database",
    event: byHandEvent,
    inputs: { container: "my-app", "release-channel": channel, image: "ghcr.io/acme/my-app:v1", ...inputs },
  });
const reasons = ({ outputs }: Awaited<ReturnType<typeof release>>): readonly string[] =>
  JSON.parse(outputs["results"] ?? "[]").map(({ reason }: { readonly reason: string }) => reason);

describe("a lock", () => {
  const locks = {
    version: 1,
    locks: [
      { ...LOCK, channel: "stage", until: "2020-01-01T00:00:00Z" },
      { ...LOCK, config: "my-app-2" },
      { ...LOCK, config: "my-app", channel: "prod" },
    ],
  };

  test("holds what it names, and nothing else, with the two requests that there are without one", async () => {
    await create({ "db/locks.json": locks });
    const held = await release("prod");
    expect([outcomes(held), reasons(held), held.exitCode]).toEqual([
      ["held"],
      ["my-app in prod was locked by alice on 2026-11-20T00:00:00Z: load test"],
      0,
    ]);
    expect(releases.operations()).toEqual(["graphql:ReadBranch"]);
    expect(releases.database()).toBe(EMPTY);
    const strays = [...held.summary.matchAll(/db\/locks\.json: (locks\S+ is \S+), which/g)];
    expect(strays.map(([, stray]) => stray)).toEqual([
      "locks[0].channel is stage",
      "locks[0].until is 2020-01-01T00:00:00Z",
      "locks[1].config is my-app-2",
    ]);
    expect(outcomes(await release("stage"))).toEqual(["applied"]);
  });

  test("is overridden by force, which the commit records", async () => {
    await create({ "db/locks.json": locks });
    expect(outcomes(await release("prod", { force: "true" }))).toEqual(["applied"]);
    expect(releases.message()).toContain("Forced: true");
  });

  test.each<[string, object | string, string]>([
    ["a misspelt field", { version: 1, locks: [{ ...LOCK, chanel: "prod" }] }, "locks[0].chanel is unknown"],
    ["what is no JSON", "{", "not JSON"],
  ])("in a file with %s has every release rejected", async (_what, file, message) => {
    await create({ "db/locks.json": file });
    const result = await release("dev");
    expect([outcomes(result), result.exitCode]).toEqual([["rejected"], 1]);
    expect(result.annotations).toMatchObject([
      { level: "error", title: "Rejected", file: "db/locks.json", message: expect.stringContaining(message) },
    ]);
    expect(releases.database()).toBe(EMPTY);
  });
});

test("a channel that is the deploy server's alone holds what the actions release", async () => {
  await create({ "db/policy.json": { version: 1, channels: ["dev", "prod"], server_only: ["prod"] } });
  const held = await release("prod");
  expect([outcomes(held), reasons(held)]).toEqual([
    ["held"],
    ["prod is deployed by the server: ask it with /deploy"],
  ]);
  expect(releases.database()).toBe(EMPTY);
  expect(outcomes(await release("dev"))).toEqual(["applied"]);
});
