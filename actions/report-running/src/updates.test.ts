import { describe, expect, test } from "@jest/globals";
import type { ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";
import type { RunningReport } from "../../../lib/releases/rollouts/running.ts";
import { updatesOf } from "./updates.ts";

const [FIRST, SECOND] = ["a".repeat(40), "b".repeat(40)] as const;
const COMMIT = "https://github.com/acme/releases/commit/1";
const RUN = "https://github.com/acme/releases/actions/runs/7";

const record = (container: string, sha: string, channel = "dev"): ReleaseRecord => ({
  container,
  channel,
  image: `${container}:v1`,
  source: { repository: "acme/app", sha, ref: "refs/heads/main", run_id: 1, run_attempt: 1 },
  released_at: "2026-11-21T02:00:00Z",
  released_by: "octocat",
  dispatch_id: `of ${sha}`,
});
const report = (
  sha: string,
  fate: RunningReport["fate"],
  records: readonly ReleaseRecord[],
): RunningReport => ({
  cause: { id: `of ${sha}`, source: { repository: "acme/app", sha }, commitUrl: COMMIT },
  channel: "dev",
  fate,
  records,
  proved: undefined,
  isToBeMade: false,
});

const runs = record("api", SECOND);
const REPORTS = [
  report(SECOND, "running", [runs]),
  report(FIRST, "ended", [runs]),
  report(FIRST, "overtaken", [runs]),
];
const updates = (state: "success" | "failure", more: { reason?: string; page?: string } = {}, now = [runs]) =>
  updatesOf(REPORTS, {
    now: { version: 1, releases: now },
    rollout: {
      revision: FIRST,
      environment: "release-api",
      statusId: undefined,
      state,
      reason: more.reason ?? "",
      page: more.page,
    },
    runUrl: RUN,
  }).map(({ update }) => update);

describe("a rollout that works", () => {
  test("is told to what runs, to what it ended, and to what never ran, each with the release's commit", () => {
    expect(updates("success")).toMatchObject([
      {
        environment: "dev",
        sha: SECOND,
        creationId: `of ${SECOND}`,
        state: "success",
        logUrl: COMMIT,
        isEnd: false,
      },
      {
        environment: "dev",
        sha: FIRST,
        creationId: `of ${FIRST}`,
        state: "inactive",
        logUrl: COMMIT,
        isEnd: true,
      },
      {
        environment: "dev",
        sha: FIRST,
        creationId: `of ${FIRST}`,
        state: "inactive",
        logUrl: COMMIT,
        isEnd: false,
      },
    ]);
  });

  test.each<[string, readonly ReleaseRecord[], boolean]>([
    ["alone", [runs, record("worker", FIRST, "prod")], true],
    ["beside another of its repository's builds", [runs, record("worker", FIRST)], false],
  ])("ends all earlier deployments only where it runs %s", (_name, now, isAlone) => {
    expect(updates("success", {}, [...now])[0]?.isAlone).toBe(isAlone);
  });
});

describe("a rollout that failed is told to what should run alone: what still runs has not ended,", () => {
  test.each([
    [
      "with its reason and its page",
      { reason: "ImagePullBackOff", page: "https://argo.example.org" },
      "The rollout failed: ImagePullBackOff",
      "https://argo.example.org",
    ],
    [
      "with the run's page where it has none",
      { reason: "ImagePullBackOff" },
      "The rollout failed: ImagePullBackOff",
      RUN,
    ],
    ["without a reason", {}, "The rollout failed", RUN],
  ])("%s", (_name, more, description, logUrl) => {
    expect(updates("failure", more)).toMatchObject([
      { sha: SECOND, creationId: `of ${SECOND}`, state: "failure", description, logUrl, isEnd: false },
    ]);
    expect(updates("failure", more)).toHaveLength(1);
  });
});
