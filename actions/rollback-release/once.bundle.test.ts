import { beforeEach, describe, expect, test } from "@jest/globals";
import { outcomes } from "../../tools/testing/releases.ts";
import { build, commits, create, github, head, IMAGE, recordOf, released, run } from "./testing.ts";

describe("after three releases", () => {
  beforeEach(async () => {
    await create();
    for (const runId of [1, 2, 3]) await released(runId);
  });

  test.each([
    ["a dropped connection", { kind: "drop", when: "after" }],
    ["a 502", { kind: "status-after", status: 502 }],
  ] as const)("an answer lost after the write, by %s: one commit, found again", async (_name, fault) => {
    github.inject({ operation: "graphql:CommitOnBranch", fault, times: 1 });
    const result = await run();
    expect(outcomes(result)).toEqual(["applied"]);
    expect(result.outputs["commit-sha"]).toBe(head());
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v2` });
    expect(commits()).toBe(5);
  });

  test.each(["graphql:FileHistory", "graphql:FileAt"])("503 for %s, then well", async (operation) => {
    github.inject({ operation, fault: { kind: "status", status: 503 }, times: 2 });
    expect(outcomes(await run())).toEqual(["applied"]);
  });

  test("a job that is run again does not go back further", async () => {
    await run({}, { runId: 77 });
    const first = head();
    const again = await run({}, { runId: 77, runAttempt: 2 });
    expect(outcomes(again)).toEqual(["unchanged"]);
    expect(again.outputs).toMatchObject({ changed: "true", "commit-sha": first });
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v2` });
  });

  test("a release and a rollback at once both land, or the pin holds the release", async () => {
    const [rollback, release] = await Promise.all([
      run({ to: `${IMAGE}:v1` }),
      build(9, { container: "api", image: "ghcr.io/acme/api:v9" }),
    ]);
    expect([outcomes(rollback), outcomes(release)]).toEqual([["applied"], ["applied"]]);
    expect(recordOf()).toMatchObject({ image: `${IMAGE}:v1` });
    expect(recordOf("api")).toMatchObject({ image: "ghcr.io/acme/api:v9" });
  });
});
