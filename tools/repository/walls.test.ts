import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { minimatch } from "minimatch";

/** Which imports the linter rejects, by its own configuration: the last override that fits a file decides. */
const RULE = "eslint/no-restricted-imports";

const ASSERTIONS = "typescript/consistent-type-assertions";

interface Rules {
  readonly [RULE]?: readonly [string, { readonly patterns: readonly { readonly regex: string }[] }];
  readonly [ASSERTIONS]?: unknown;
}

const { rules, overrides } = JSON.parse(readFileSync(".oxlintrc.json", "utf8")) as {
  readonly rules: Rules;
  readonly overrides: readonly { readonly files: readonly string[]; readonly rules: Rules }[];
};

function isRejected(file: string, name: string): boolean {
  const fitting = overrides.filter(({ files }) => files.some((glob) => minimatch(file, glob)));
  const walls = [rules, ...fitting.map((override) => override.rules)].flatMap((one) => one[RULE] ?? []);
  const [options] = walls.filter((part) => typeof part !== "string").slice(-1);
  return options?.patterns.some(({ regex }) => new RegExp(regex).test(name)) === true;
}

const FACE = "@release-channels/sandbox";

test.each([
  ["lib/releases/rules/outcome.ts", "../documents/database.ts"],
  ["lib/release-write/commit.ts", "../github/branch/commit-to-branch.ts"],
  ["lib/release-run/commit.ts", "../release-write/commit.ts"],
  ["lib/runner/credentials.ts", "../github/access.ts"],
  ["actions/pin-image/src/pin-image.ts", "../../../lib/manifests/kustomization.ts"],
  ["apps/release-api/server.ts", "../../lib/http/server.ts"],
  ["lib/github/renamed.test.ts", FACE],
  ["lib/releases/documents/fields.test.ts", "node:fs"],
  ["lib/http/testing/tiny-server.ts", "../server.ts"],
  ["actions/update-database/once.bundle.test.ts", "../../tools/testing/run-step.ts"],
  ["apps/release-api/testing/files.ts", "../../../tools/testing/releases.ts"],
  ["sandbox/slack/start.ts", "../http/desk.ts"],
  ["sandbox/argo-cd/testing.ts", "../github/testing.ts"],
  ["sandbox/runner/runner.ts", "../github/model.ts"],
])("%s may import %s", (file, name) => {
  expect(isRejected(file, name)).toBe(false);
});

test.each([
  ["lib/releases/rules/outcome.ts", "node:fs"],
  ["lib/releases/rules/outcome.ts", "../../github/access.ts"],
  ["lib/releases/rules/outcome.test.ts", "../../github/access.ts"],
  ["lib/releases/documents/locks.ts", "../rules/lock.ts"],
  ["lib/releases/documents/database.ts", "../../github/access.ts"],
  ["lib/releases/testing/arbitraries.ts", "../../release-write/decide.ts"],
  ["lib/deploys/config/server-config.test.ts", "../../store/step.ts"],
  ["lib/github/access.ts", "../releases/rules/policy.ts"],
  ["lib/github/renamed.test.ts", "../runner/explain.ts"],
  ["lib/github/access.ts", FACE],
  ["lib/runner/fork.test.ts", "../release-run/commit.ts"],
  ["lib/release-write/commit.ts", "@actions/core"],
  ["lib/release-write/commit.ts", "../runner/run.ts"],
  ["lib/http/tiny-server.test.ts", "../github/access.ts"],
  ["lib/store/step.ts", "../github/access.ts"],
  ["actions/pin-image/src/main.ts", "../../promote-release/src/decide.ts"],
  ["actions/pin-image/src/decide.test.ts", "../../../apps/release-api/server.ts"],
  ["apps/release-api/server.ts", "../../lib/release-run/commit.ts"],
  ["apps/release-api/server.ts", "../../lib/runner/run.ts"],
  ["apps/release-api/server.test.ts", "../../lib/runner/run.ts"],
  ["apps/release-api/server.test.ts", "../../sandbox/github/start.ts"],
  ["tools/demo/main.ts", "../../sandbox/github/start.ts"],
  ["sandbox/http/desk.ts", "../github/errors.ts"],
  ["sandbox/slack/start.ts", "../github/listeners.ts"],
  ["sandbox/registry/start.ts", "../argo-cd/model.ts"],
  ["sandbox/github/start.ts", "../../lib/github/access.ts"],
])("%s may not import %s", (file, name) => {
  expect(isRejected(file, name)).toBe(true);
});

/** The last override that fits a file decides, as for imports. */
function assertionRule(file: string): unknown {
  const fitting = overrides.filter(({ files }) => files.some((glob) => minimatch(file, glob)));
  return fitting.flatMap(({ rules: own }) => own[ASSERTIONS] ?? []).at(-1);
}

test.each([
  "lib/github/access.ts",
  "apps/release-api/server.ts",
  "apps/deploy-server/worker/sync.ts",
  "actions/pin-image/src/pin-image.ts",
  "sandbox/github/start.ts",
  "sandbox/stand-ins/action.ts",
  "tools/demo/main.ts",
  "tools/build.ts",
])("%s may not assert types", (file) => {
  expect(assertionRule(file)).toEqual({ assertionStyle: "never" });
});

test.each(["lib/github/graphql/reader.ts", "lib/runner/fork.test.ts", "sandbox/argo-cd/testing.ts"])(
  "%s may assert types",
  (file) => {
    expect(assertionRule(file)).toBe("off");
  },
);
