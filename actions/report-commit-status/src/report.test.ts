import { expect, test } from "@jest/globals";
import { hear, wordsOf } from "../../../tools/testing/hear-testing.ts";
import { reportResults, setOutputs, Unreported } from "./report.ts";
import type { TargetResult } from "./send.ts";

const [A, B] = ["a".repeat(40), "b".repeat(40)] as const;
const result = (
  repo: string,
  outcome: TargetResult["outcome"],
  { sha = A, reason = "" }: { readonly sha?: string; readonly reason?: string } = {},
): TargetResult => ({ target: { repository: { owner: "acme", repo }, sha }, outcome, reason, again: false });

test.each<[string, readonly TargetResult[], string]>([
  ["the commit of all that have it", [result("api", "reported"), result("web", "unchanged")], A],
  ["none where they are two", [result("api", "reported"), result("web", "reported", { sha: B })], ""],
  [
    "the commit of those that have it alone",
    [result("api", "failed", { sha: B }), result("web", "reported"), result("job", "skipped", { sha: B })],
    A,
  ],
  ["none where none has it", [result("api", "failed"), result("web", "skipped")], ""],
])("the output sha is %s", async (_what, results, sha) => {
  const { outputs } = await hear(() => setOutputs("success", results));
  expect([outputs["state"], outputs["sha"]]).toEqual(["success", sha]);
  expect(JSON.parse(outputs["results"] ?? "")).toEqual(
    results.map(({ target, outcome, reason }) => ({
      repository: `acme/${target.repository.repo}`,
      sha: target.sha,
      outcome,
      reason,
    })),
  );
});

test("all outputs are set on every path", async () => {
  expect((await hear(() => setOutputs(undefined, []))).outputs).toEqual({
    state: "",
    sha: "",
    results: "[]",
  });
});

test("each commit is told, and what a fork's token cannot report is a notice", async () => {
  const results = [result("api", "reported"), result("web", "skipped", { reason: "a fork" })];
  const heard = await hear(() => reportResults({ state: "failure", context: "CI / Build" }, results));
  expect(heard.log).toEqual(["acme/api aaaaaaa: failure, reported", "acme/web aaaaaaa: failure, skipped"]);
  expect(heard.annotations).toEqual([{ level: "notice", title: "No status in acme/web", message: "a fork" }]);
  expect(heard.summary).toContain("<h3>CI / Build: failure</h3>");
  expect(heard.summary.match(/<tr>/g)).toHaveLength(3);
  expect(heard.summary).toContain("<td>a fork</td>");
  expect(wordsOf(heard.summary)).toBe(
    "CI / Build: failure Repository Commit Status Why acme/api aaaaaaa reported acme/web aaaaaaa skipped a fork",
  );
});

test("a failure names each repository, and counts them", () => {
  const failed = [
    result("api", "failed", { reason: "no access" }),
    result("web", "failed", { reason: "gone" }),
  ];
  const { message, annotations } = new Unreported(failed);
  expect(message).toBe("The status could not be set in 2 repositories.");
  expect(annotations).toEqual([
    { message: "no access", properties: { title: "No status in acme/api" } },
    { message: "gone", properties: { title: "No status in acme/web" } },
  ]);
  expect(new Unreported(failed.slice(1)).message).toBe("The status could not be set in 1 repository.");
});
