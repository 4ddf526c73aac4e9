import { describe, expect, test } from "@jest/globals";
import type { ReleaseOutcome } from "./outcome.ts";
import { contextProblem, releasedChannels } from "./release-reports.ts";
import type { ReportedResult } from "./result-report.ts";

const COMMIT = "https://github.com/acme/releases/commit/1";
const result = (outcome: ReleaseOutcome, container: string, channel: string): ReportedResult => ({
  container,
  channel,
  outcome,
  reason: "",
  after: `${container}:v1`,
});

describe("a deployment is created", () => {
  const results = [
    result("applied", "api", "dev"),
    result("held", "worker", "dev"),
    result("unchanged", "api", "stage"),
    result("held", "api", "prod"),
  ];

  test.each<[string, boolean, string | undefined, readonly string[]]>([
    ["for each channel to which something was released, though another was held", false, COMMIT, ["dev"]],
    ["by a repeated attempt also where the earlier one has written it", true, COMMIT, ["dev", "stage"]],
    ["for none without a commit", true, undefined, []],
  ])("%s", (_name, isRepeated, commitUrl, channels) => {
    const released = releasedChannels({ results, commitUrl, releasedBy: "alice" }, isRepeated);
    expect(released.map(({ channel }) => channel)).toEqual(channels);
    for (const { description } of released) expect(description).toMatch(/api v1.*, by alice$/);
  });
});

test.each([
  ["release/{channel}", true],
  ["{container} in {channel}", true],
  ["release", false],
  ["release/{channel}/{sha}", false],
  ["release/{channel}/{", false],
])("%s as a template of contexts", (template, isGood) => {
  expect(contextProblem(template) === undefined).toBe(isGood);
});
