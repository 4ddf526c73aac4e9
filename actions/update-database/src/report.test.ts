import { expect, test } from "@jest/globals";
import { hear } from "../../../tools/testing/hear-testing.ts";
import { setProvenance } from "./report.ts";

test("the build that a token proved is an output, with the names of the payload's source", async () => {
  const verified = {
    repository: "acme/api",
    repositoryId: 11,
    ref: "refs/heads/main",
    sha: "a".repeat(40),
    runId: 12,
    runAttempt: 13,
  };
  const { outputs } = await hear(() => setProvenance(verified));
  expect(JSON.parse(outputs["provenance"] ?? "")).toEqual({
    repository: "acme/api",
    repository_id: 11,
    ref: "refs/heads/main",
    sha: "a".repeat(40),
    run_id: 12,
    run_attempt: 13,
  });
  expect((await hear(() => setProvenance(undefined))).outputs).toEqual({ provenance: "" });
});
