import { describe, expect, test } from "@jest/globals";
import { parsePolicy } from "./policy.ts";
import { planPromotion } from "./promotion.ts";

describe("to a channel that asks how builds ran", () => {
  const rules = { runner: "github-hosted", protected_ref: true } as const;
  const plan = (stage: object | undefined, source: object, prod: object = rules) => {
    const builds = { prod, ...(stage !== undefined && { stage }) };
    const policy = parsePolicy(
      JSON.stringify({ version: 1, containers: { api: { builds } } }),
      "db/policy.json",
    );
    const build = { repository: "acme/api", sha: "1a2b3c4d".repeat(5), ref: "refs/heads/main" };
    const record = {
      container: "api",
      channel: "stage",
      image: "api:v1",
      source: { ...build, run_id: 1, run_attempt: 1, ...source },
      released_at: "2026-11-20T00:00:00Z",
      released_by: "bob",
      dispatch_id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
    };
    return () =>
      planPromotion(
        { database: { version: 1, releases: [record] }, policy },
        { containers: ["api"], from: "stage", to: "prod" },
        { origin: { via: "inputs" }, policyPath: "db/policy.json" },
      );
  };
  const same = { protected_ref: true, runner: "github-hosted" };

  test("goes what was proved where the same was asked", () => {
    expect(plan(same, { repository_id: 7 })).not.toThrow();
  });

  test.each<[string, object, object]>([
    ["workflows", { workflows: ["acme/api/.github/workflows/build.yml@*"] }, {}],
    ["environments", { environments: ["production"] }, { environments: ["production", "staging"] }],
    ["protected_ref", { protected_ref: true }, { protected_ref: undefined }],
    ["runner", { runner: "github-hosted" }, { runner: "self-hosted" }],
  ])("does not go what was asked something else of %s alone", (_rule, wanted, given) => {
    const prod = { ...same, environments: ["production"], ...wanted };
    const stage = { ...same, environments: ["production"], ...given };
    expect(plan(prod, { repository_id: 7 }, prod)).not.toThrow();
    expect(plan(stage, { repository_id: 7 }, prod)).toThrow("stage does not require the same");
  });

  test.each<[string, object | undefined, object, string]>([
    ["what was not proved", same, {}, "nothing proves how the one in stage was"],
    [
      "what was asked less",
      { runner: "github-hosted" },
      { repository_id: 7 },
      "stage does not require the same",
    ],
    ["what was asked nothing", undefined, { repository_id: 7 }, "stage does not require the same"],
  ])("does not go %s", (_name, stage, source, message) => {
    expect(plan(stage, source)).toThrow(message);
  });
});
