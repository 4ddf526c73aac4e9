import { expect, test } from "@jest/globals";
import type { ConfigRecord, Database, Policy } from "../releases/generated/schema.generated.ts";
import { configProblems } from "./config-rules.ts";
import type { RequestKind } from "./request.ts";

const sha = (digit: string): string => digit.repeat(40);
const RECORD: ConfigRecord = {
  config: "settings",
  channel: "dev",
  repository: "acme/settings",
  path: ".deploy/settings.yaml",
  sha: sha("1"),
  released_at: "2026-11-29T10:00:00Z",
  released_by: "bob",
  dispatch_id: "11111111-1111-4111-8111-111111111111",
};
const DATABASE: Database = {
  version: 1,
  releases: [],
  configs: [
    RECORD,
    { ...RECORD, config: "settings-2", sha: sha("2") },
    { ...RECORD, channel: "prod", sha: sha("3") },
  ],
};
const POLICY: Policy = { version: 1, channels: ["dev", "qa", "prod"], promotion_only: ["prod"] };

const problems = (
  digit: string,
  channel: string,
  more: { readonly kind?: RequestKind; readonly policy?: Policy } = {},
) =>
  configProblems(
    { database: DATABASE, policy: more.policy ?? POLICY, policyPath: "db/policy.json" },
    {
      kind: more.kind ?? "deploy",
      target: { config: "settings", channel },
      to: { kind: "artifactless", configSha: sha(digit) },
    },
  );

test.each<readonly [string, readonly string[], RegExp | undefined]>([
  ["a channel that takes anything", problems("2", "qa"), undefined],
  ["a channel that takes promotions, of what an earlier one has", problems("1", "prod"), undefined],
  ["what stands there already", problems("3", "prod"), undefined],
  ["what another config has in an earlier one", problems("2", "prod"), /^settings in prod: prod takes releases by promotion only, and no earlier channel has config 2222222: deploy config 2222222 to dev or qa first/],
  ["a rollback, which has been through it", problems("2", "prod", { kind: "rollback" }), undefined],
  ["a channel that is not listed", problems("1", "stage"), /^settings: there is no channel stage, only dev, qa, prod/],
  ["a channel that is not listed, of a rollback", problems("1", "stage", { kind: "reapply" }), /there is no channel stage/],
  ["a config that is not listed", problems("1", "dev", { policy: { ...POLICY, allow_unlisted: false } }), /^settings is not listed/],
])("%s", (_what, found, expected) => {
  if (expected === undefined) expect(found).toEqual([]);
  else expect(found).toEqual([expect.stringMatching(expected)]);
}); // prettier-ignore
