import { describe, expect, test } from "@jest/globals";
import { byHandEvent, outcomes } from "../../tools/testing/releases.ts";
import { commits, github, head, recordOf, releases, run } from "./testing.ts";

describe("others at the same time", () => {
  test("two promotions at once both land", async () => {
    const results = await Promise.all([
      run({ containers: "api" }, { runId: 1 }),
      run({ containers: "my-app" }, { runId: 2 }),
    ]);
    expect(results.flatMap(outcomes)).toEqual(["applied", "applied"]);
    expect(commits()).toBe(3);
    for (const container of ["api", "my-app"]) {
      expect(recordOf(container, "stage")).toMatchObject({ image: `ghcr.io/acme/${container}:1.2.3` });
    }
  });

  test.each([
    ["a dropped connection", { kind: "drop", when: "after" }],
    ["a 502", { kind: "status-after", status: 502 }],
  ] as const)("an answer lost after the write, by %s: one commit, found again", async (_name, fault) => {
    github.inject({ operation: "graphql:CommitOnBranch", fault, times: 1 });
    const result = await run();
    expect(outcomes(result)).toEqual(["applied"]);
    expect(result.outputs["commit-sha"]).toBe(head());
    expect(commits()).toBe(2);
  });

  test("a job that is run again finds its commit, also when the channel it came from has moved on", async () => {
    await run();
    const first = head();
    await releases.run({
      action: "actions/update-database",
      event: byHandEvent,
      inputs: { container: "my-app", "release-channel": "dev", image: "ghcr.io/acme/my-app:1.2.4" },
      runId: 3,
    });
    const again = await run({}, { runAttempt: 2 });
    expect(outcomes(again)).toEqual(["unchanged"]);
    expect(again.outputs).toMatchObject({ changed: "true", "commit-sha": first });
    expect(recordOf("my-app", "stage")).toMatchObject({ image: "ghcr.io/acme/my-app:1.2.3" });
  });
});
