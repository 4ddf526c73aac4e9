import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { ReceivedDispatch } from "../../lib/releases/documents/dispatch.ts";
import { buildProblems } from "../../lib/releases/rules/build-rules.ts";
import { freezeReason } from "../../lib/releases/rules/freeze.ts";
import { policyProblems } from "../../lib/releases/rules/policy-problems.ts";
import { parsePolicy, provenanceRequired } from "../../lib/releases/rules/policy.ts";
import type { BuildProof } from "../../lib/releases/rules/verified-build.ts";

const GUIDE = readFileSync("docs/policy.md", "utf8");
const example = /^```json\n([^]*?)^```$/m.exec(GUIDE)?.[1] ?? "";
const policy = parsePolicy(example, "docs/policy.md");

const build = (container: string, channel: string, ref: string): ReceivedDispatch => ({
  id: "7f9c24e8-3b12-4f6a-9d21-0a1b2c3d4e5f",
  releases: [{ container, channel, image: `ghcr.io/acme/${container}:v1` }],
  source: { repository: "acme/my-app", sha: "1a2b3c4d".repeat(5), ref, run_id: 1, run_attempt: 1 },
});

describe("the policy guide's example", () => {
  test.each([
    ["my-app", "dev", "refs/heads/feature/x", true],
    ["my-app", "stage", "refs/heads/release/1", true],
    ["my-app", "stage", "refs/heads/feature", false],
    ["my-app", "prod", "refs/tags/v1", true],
    ["my-app", "prod", "refs/heads/main", false],
    ["worker", "prod", "refs/heads/any", true],
    ["worker", "qa", "refs/heads/main", false],
    ["other", "dev", "refs/heads/main", false],
  ])("%s to %s from %s: %j", (container, channel, ref, allowed) => {
    const problems = policyProblems(policy, build(container, channel, ref), {
      origin: { via: "event" },
      document: "",
    });
    expect(problems.length === 0).toBe(allowed);
  });

  test.each<[string, Partial<BuildProof>, readonly string[]]>([
    ["as it must", {}, []],
    [
      "from another workflow",
      { workflow: "acme/my-app/.github/workflows/ci.yml@refs/tags/v1" },
      ["workflows"],
    ],
    [
      "from that workflow on a branch",
      { workflow: "acme/my-app/.github/workflows/release.yml@refs/heads/v1" },
      ["workflows"],
    ],
    ["in another environment", { environment: "preview" }, ["environments"]],
    ["from an unprotected tag", { isRefProtected: false }, ["protected_ref"]],
    ["on a runner of one's own", { runner: "self-hosted" }, ["runner"]],
  ])("my-app in prod, built %s", (_name, how, broken) => {
    const proof: BuildProof = {
      repository: "acme/my-app",
      repositoryId: 123456,
      sha: "1a2b3c4d".repeat(5),
      ref: "refs/tags/v1",
      runId: 1,
      runAttempt: 1,
      event: "push",
      workflow: "acme/my-app/.github/workflows/release.yml@refs/tags/v1",
      environment: "production",
      isRefProtected: true,
      runner: "github-hosted",
      ...how,
    };
    const { releases } = build("my-app", "prod", "refs/tags/v1");
    const problems = buildProblems(policy, { releases, proof }, "");
    expect(problems.map(({ message }) => /builds\.prod\.(\w+)/.exec(message)?.[1])).toEqual(broken);
    expect(provenanceRequired(policy, { container: "my-app", channel: "prod" })).toBe(true);
    expect(provenanceRequired(policy, { container: "my-app", channel: "dev" })).toBe(false);
  });

  test("freezes what it says", () => {
    const frozen = (container: string, channel: string) =>
      freezeReason(policy, { container, channel }, "2026-11-21T00:00:00Z") !== undefined;
    expect([frozen("my-app", "prod"), frozen("worker", "stage"), frozen("my-app", "stage")]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

test("the policy guide names every field", () => {
  const schema = JSON.parse(readFileSync("db/policy.schema.json", "utf8")) as {
    properties: Record<string, unknown>;
    $defs: Record<"containerRules" | "buildRules", { properties: Record<string, unknown> }>;
  };
  const fields = [
    ...Object.keys(schema.properties).filter((field) => !["$schema", "version"].includes(field)),
    ...Object.keys(schema.$defs.containerRules.properties),
  ];
  for (const field of Object.keys(schema.$defs.buildRules.properties))
    expect(GUIDE).toContain(`  - \`${field}\`: `);
  const rows = GUIDE.split("\n").filter((line) => line.startsWith("| "));
  for (const field of fields) expect(rows.join("\n")).toMatch(new RegExp(`^\\| .*\`${field}[.\`]`, "m"));
});
