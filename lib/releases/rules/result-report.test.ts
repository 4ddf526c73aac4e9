import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import * as arbitrary from "../testing/arbitraries.ts";
import type { ReleaseOutcome } from "./outcome.ts";
import { reportsBy, type ReportedResult } from "./result-report.ts";

const result = (outcome: ReleaseOutcome, fields: Partial<ReportedResult> = {}): ReportedResult => ({
  container: "api",
  channel: "dev",
  outcome,
  reason: "",
  after: "ghcr.io/acme/api:v1",
  ...fields,
});

const channelReports = (results: readonly ReportedResult[]) =>
  reportsBy(results, ({ channel }) => channel).map(({ name, ...report }) => ({ channel: name, ...report }));

describe("one release", () => {
  test.each([
    ["applied", "", "success", "Released api v1", true],
    ["unchanged", "the record already says so", "success", "Already released api v1", false],
    [
      "superseded",
      "the newer build acme/api run 7 was released here",
      "failure",
      "Superseded: api, the newer build acme/api run 7 was released here",
      false,
    ],
    ["held", "prod is frozen: audit", "failure", "Held: api, prod is frozen: audit", false],
    ["rejected", "the image must be x", "failure", "Rejected: api, the image must be x", false],
    ["rejected", "api: there is no channel x", "failure", "Rejected: api, there is no channel x", false],
    ["rejected", "api in dev comes from x", "failure", "Rejected: api in dev comes from x", false],
  ] as const)("%s", (outcome, reason, state, description, isReleased) => {
    expect(channelReports([result(outcome, { reason })])).toEqual([
      { channel: "dev", state, description, isReleased },
    ]);
  });
});

test("what was retired says so, and an image without a tag is named whole", () => {
  const digest = `ghcr.io/acme/web@sha256:${"a".repeat(64)}`;
  const [report] = channelReports([
    result("applied", { after: null }),
    result("applied", { container: "web", after: digest }),
  ]);
  expect(report?.description).toBe(`Released api retired, web ${digest}`);
});

test("several releases are one report for each channel, the worst first", () => {
  const reports = channelReports([
    result("applied"),
    result("applied", { container: "web", after: "web:v2" }),
    result("held", { container: "worker", reason: "it was pinned" }),
    result("unchanged", { channel: "stage" }),
  ]);
  expect(reports).toEqual([
    {
      channel: "dev",
      state: "failure",
      description: "Held: worker, it was pinned; Released api v1, web v2",
      isReleased: true,
    },
    { channel: "stage", state: "success", description: "Already released api v1", isReleased: false },
  ]);
});

test("no channel is told twice or forgotten, and none is told success where something was refused", () => {
  const outcome = fc.constantFrom<ReleaseOutcome>("applied", "unchanged", "superseded", "held", "rejected");
  const results = fc.array(
    fc.record({
      container: arbitrary.container,
      channel: arbitrary.channel,
      outcome,
      reason: fc.string(),
      after: arbitrary.image,
    }),
  );
  fc.assert(
    fc.property(results, (given) => {
      const reports = channelReports(given);
      expect(reports.map(({ channel }) => channel)).toEqual([
        ...new Set(given.map(({ channel }) => channel)),
      ]);
      for (const { channel, state, isReleased, description } of reports) {
        const own = given.filter((one) => one.channel === channel).map((one) => one.outcome);
        const refused = own.some((one) => one !== "applied" && one !== "unchanged");
        expect([state, isReleased]).toEqual([refused ? "failure" : "success", own.includes("applied")]);
        expect(description).not.toBe("");
      }
    }),
  );
});
