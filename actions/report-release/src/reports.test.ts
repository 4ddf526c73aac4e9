import { describe, expect, test } from "@jest/globals";
import type { UpdateOutcome } from "./inputs.ts";
import { finalReports, type Report } from "./reports.ts";

type Result = UpdateOutcome["results"][number];

const CONTEXT = "release/{channel}";
const COMMIT = "https://github.com/acme/releases/commit/1";
const place = (container: string, channel: string) => ({ container, channel, image: `${container}:v1` });
const PLACES = [place("api", "dev"), place("worker", "dev"), place("api", "prod")];
const result = (outcome: Result["outcome"], { image, ...where }: ReturnType<typeof place>): Result => ({
  ...where,
  outcome,
  reason: outcome === "held" ? "prod is frozen by alice: release week" : "",
  after: image,
});
const texts = (reports: readonly Report[]) =>
  reports.map(({ context, state, description }) => `${context} ${state}: ${description}`);

describe("an update that decided nothing is told to each channel of the dispatch once, as no success:", () => {
  test.each<[UpdateOutcome["job"], string, string]>([
    [{ state: "success", words: "Succeeded" }, "error", "Not decided"],
    [{ state: "failure", words: "Failed" }, "failure", "Failed"],
    [{ state: "error", words: "Cancelled" }, "error", "Cancelled"],
  ])("%j", (job, state, words) => {
    const nothing = { results: [], commitUrl: undefined, releasedBy: "alice", job };
    const reports = finalReports(nothing, CONTEXT, PLACES);
    expect(texts(reports)).toEqual(
      ["dev", "prod"].map((channel) => `release/${channel} ${state}: ${words}: run the release's job again`),
    );
  });
});

describe("what was decided is told, whatever became of the job:", () => {
  const results = [
    result("applied", place("api", "dev")),
    result("unchanged", place("worker", "dev")),
    result("held", place("api", "prod")),
  ];
  const job = { state: "failure", words: "Failed" } as const;
  const told = (commitUrl: string | undefined, releasedBy?: string, context = CONTEXT) =>
    finalReports({ results, commitUrl, releasedBy, job }, context, PLACES);

  test.each([
    ["alice", ", by alice"],
    [undefined, ""],
  ])("with a commit: by %s", (releasedBy, by) => {
    expect(texts(told(COMMIT, releasedBy))).toEqual([
      `release/dev success: Released api v1; Already released worker v1${by}`,
      "release/prod failure: Held: api, prod is frozen by alice: release week",
    ]);
  });

  test("in a dry run, which releases nothing and holds what it would hold", () => {
    expect(texts(told(undefined, "alice"))).toEqual([
      "release/dev error: A dry run: nothing was written",
      "release/prod failure: Held: api, prod is frozen by alice: release week",
    ]);
  });

  test("with a context of each container", () => {
    const reports = told(COMMIT, undefined, `${CONTEXT}/{container}`);
    expect(reports.map(({ context, state }) => [context, state])).toEqual([
      ["release/dev/api", "success"],
      ["release/dev/worker", "success"],
      ["release/prod/api", "failure"],
    ]);
  });
});
