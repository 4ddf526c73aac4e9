import { expect, test } from "@jest/globals";
import { hear } from "../../../tools/testing/hear-testing.ts";
import type { Notification } from "./notify.ts";
import { reportResults } from "./report.ts";

const REVISION = "0123456789".repeat(4);
const notification = (
  repository: string,
  digit: string,
  outcome: Notification["outcome"],
  { reason = "", channel = "prod" } = {},
): Notification => {
  const sha = digit.repeat(40);
  return {
    report: {
      cause: { id: `dispatch ${digit}`, source: { repository, sha }, commitUrl: "https://example.org" },
      channel,
      fate: "running",
      records: [],
      proved: undefined,
      isToBeMade: false,
    },
    update: {
      environment: channel,
      sha,
      creationId: `dispatch ${digit}`,
      state: "success",
      description: `Live in ${channel}`,
      logUrl: undefined,
      isToBeMade: false,
      isAlone: true,
      isEnd: false,
    },
    outcome,
    reason,
  };
};
const OUTCOMES = [
  notification("acme/api", "a", "told"),
  notification("acme/api", "b", "settled", { channel: "dev" }),
  notification("acme/web", "c", "missing"),
  notification("acme/web", "d", "unproved"),
];

test("each build is told with its state and what became of the report", async () => {
  const { outputs, log, annotations, summary } = await hear(() => reportResults(REVISION, OUTCOMES));
  expect(log).toEqual([
    "acme/api aaaaaaa in prod: success, reported",
    "acme/api bbbbbbb in dev: success, already up to date",
    "acme/web ccccccc in prod: success, has no such deployment",
    "acme/web ddddddd in prod: success, not reported: nothing proves the source",
  ]);
  expect(annotations).toEqual([]);
  expect(outputs["revision"]).toBe(REVISION);
  expect(JSON.parse(outputs["results"] ?? "")).toEqual(
    OUTCOMES.map(({ report: { cause, channel }, outcome }) => ({
      repository: cause.source.repository,
      sha: cause.source.sha,
      channel,
      "dispatch-id": cause.id,
      state: "success",
      outcome,
      reason: "",
    })),
  );
  expect(summary).toContain("<h3>The cluster serves the database of 0123456</h3>");
  expect(summary.match(/<tr>/g)).toHaveLength(5);
  expect(summary).toContain("<td>Live in dev</td><td>already up to date</td>");
  expect(summary).not.toContain("no build");
});

test("a rollout without a new build says so", async () => {
  const { outputs, summary } = await hear(() => reportResults(REVISION, []));
  expect(outputs["results"]).toBe("[]");
  expect(summary).toContain("It contains no build that was not running before.");
});

test("of what failed, each repository is warned of once for each reason, with the builds if others went well", async () => {
  const failed = (repository: string, digit: string, reason: string, channel = "prod") =>
    notification(repository, digit, "failed", { reason, channel });
  const { annotations, summary } = await hear(() =>
    reportResults(REVISION, [
      failed("acme/api", "a", "no access"),
      failed("acme/api", "b", "no access", "dev"),
      failed("acme/web", "c", "gone"),
      failed("acme/web", "d", "gone", "dev"),
      failed("acme/web", "e", "limited"),
      notification("acme/web", "f", "told"),
    ]),
  );
  expect(annotations).toEqual([
    { level: "warning", title: "Not reported to acme/api", message: "no access" },
    {
      level: "warning",
      title: "Not reported to acme/web: ccccccc in prod, ddddddd in dev",
      message: "gone",
    },
    { level: "warning", title: "Not reported to acme/web: eeeeeee in prod", message: "limited" },
  ]);
  expect(summary).toContain("<td>could not be reported: gone</td>");
});
