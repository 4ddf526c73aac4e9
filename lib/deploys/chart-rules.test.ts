import { expect, test } from "@jest/globals";
import type { ChartRecord, Policy } from "../releases/generated/schema.generated.ts";
import { chartProblems, type ChartDeploy, type ChartRules } from "./chart-rules.ts";

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const CHART = "oci://ghcr.io/acme/charts/my-app";

const record = (channel: string, version: string, config = "my-app"): ChartRecord => ({
  config,
  channel,
  chart: CHART,
  version,
  digest: digest("1"),
  released_at: "2026-11-21T02:00:00Z",
  released_by: "octocat",
  dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
});

const policy: Policy = {
  version: 1,
  channels: ["dev", "qa", "stag", "prod"],
  promotion_only: ["stag", "prod"],
};
const rules: ChartRules = {
  database: {
    version: 1,
    releases: [],
    charts: [
      record("dev", "1.5.0"),
      record("qa", "1.4.2"),
      record("stag", "1.4.1"),
      record("stag", "1.5.0", "my-app-docs"),
      record("prod", "1.4.0"),
    ],
  },
  policy,
  policyPath: "db/policy.json",
  channels: ["prod", "stag", "qa", "dev"],
  takesPrereleases: true,
};

const deploy = (version: string, channel: string, more: Partial<ChartDeploy> = {}): ChartDeploy => ({
  kind: "deploy",
  target: { config: "my-app", channel },
  to: { kind: "chart", chart: { address: CHART, version, digest: digest("1") } },
  isOlder: false,
  ...more,
});
const released = { ...rules, takesPrereleases: false };

test.each<[string, ChartDeploy, ChartRules]>([
  ["a newer version", deploy("1.4.3", "qa"), rules],
  ["the same version", deploy("1.4.2", "qa"), rules],
  ["a version before a release, where those may run", deploy("1.5.0-rc.1", "qa"), rules],
  ["an older version, on purpose", deploy("1.4.0", "qa", { isOlder: true }), rules],
  ["a promotion from the channel before", deploy("1.4.2", "stag"), released],
  ["a rollback to what the channel before has no more", deploy("1.3.0", "prod", { kind: "rollback" }), rules],
  [
    "a promotion past a channel that the config is not in",
    deploy("1.4.2", "prod"),
    { ...rules, channels: ["qa", "prod"] },
  ],
])("%s is let through", (_what, asked, by) => {
  expect(chartProblems(by, asked)).toEqual([]);
});

test.each<[string, ChartDeploy, ChartRules, string]>([
  [
    "an older version",
    deploy("1.4.1", "qa"),
    rules,
    "1.4.1 is older than 1.4.2, which runs in qa: to go back on purpose, write /deploy my-app 1.4.1 to qa downgrade",
  ],
  [
    "a version before the one that runs",
    deploy("1.4.2-rc.1", "qa"),
    rules,
    "1.4.2-rc.1 is older than 1.4.2, which runs in qa: to go back on purpose, write /deploy my-app 1.4.2-rc.1 to qa downgrade",
  ],
  [
    "a version before a release",
    deploy("1.5.0-rc.1", "qa"),
    released,
    "1.5.0-rc.1 is a version before a release, and qa takes released versions alone: wait for the release, or set channels.qa.prereleases to true in db/server.yaml",
  ],
  [
    "a channel skipped: it runs two before",
    deploy("1.5.0", "stag"),
    rules,
    "my-app in stag: stag takes releases by promotion only, and qa has 1.4.2: deploy 1.5.0 to qa first, or remove stag from promotion_only in db/policy.json",
  ],
  [
    "a promotion to the first channel of all that the config is in",
    deploy("1.5.0", "stag"),
    { ...rules, channels: ["stag", "prod"] },
    "my-app in stag: stag takes releases by promotion only, and no earlier channel has 1.5.0: deploy 1.5.0 to an earlier channel first, or remove stag from promotion_only in db/policy.json",
  ],
  [
    "another chart of the version in the channel before",
    deploy("1.4.2", "stag", {
      to: { kind: "chart", chart: { address: CHART, version: "1.4.2", digest: digest("2") } },
    }),
    rules,
    `my-app in stag: stag takes releases by promotion only, and qa has another chart of that version (${digest("1")}): deploy 1.4.2 to qa first, or remove stag from promotion_only in db/policy.json`,
  ],
  [
    "a channel that the policy does not have, of a rollback too",
    deploy("1.4.2", "preview", { kind: "rollback" }),
    rules,
    "my-app: there is no channel preview, only dev, qa, stag, prod: use one of them, or add it to channels in db/policy.json",
  ],
])("%s is refused with what to do", (_what, asked, by, problem) => {
  expect(chartProblems(by, asked)).toEqual([problem]);
});
