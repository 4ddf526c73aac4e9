import { expect, test } from "@jest/globals";
import { provedByRecord } from "../../../lib/releases/rules/proved-source.ts";
import { hear, wordsOf } from "../../../tools/testing/hear-testing.ts";
import { reportUnproved, summarize } from "./summary.ts";

test("each status that was reported stands in the summary, under the commit", async () => {
  const source = provedByRecord({
    source: {
      repository: "acme/my-app",
      repository_id: 7,
      sha: "1a2b3c4d".repeat(5),
      ref: "refs/heads/main",
      run_id: 10,
      run_attempt: 1,
    },
  });
  const { summary } = await hear(() =>
    summarize(source!, [
      { context: "release/dev", state: "success", description: "Released api v1" },
      { context: "release/prod", state: "failure", description: "Held: api, frozen" },
    ]),
  );
  expect(wordsOf(summary)).toBe(
    "Reported to acme/my-app@1a2b3c4 Status State Description release/dev success Released api v1 release/prod failure Held: api, frozen",
  );
});

test("a source that nobody has proved is told what its job lacks, where people look", async () => {
  const { annotations, summary } = await hear(() => reportUnproved("acme/my-app"));
  const text =
    "Nothing is reported to acme/my-app: no token proves that the dispatch comes from there. Add id-token: write to the permissions of the job that dispatches.";
  expect(annotations).toEqual([{ level: "notice", title: "Nothing is reported", message: text }]);
  expect(wordsOf(summary)).toBe(`Nothing is reported to acme/my-app ${text}`);
});
