import { describe, expect, test } from "@jest/globals";
import type { BuildRules, Policy } from "../generated/schema.generated.ts";
import { buildProblems, eventProblems, PROVING_EVENTS } from "./build-rules.ts";
import { parsePolicy } from "./policy.ts";
import type { BuildProof } from "./verified-build.ts";

const PROOF: BuildProof = {
  repository: "acme/my-app",
  repositoryId: 123,
  ref: "refs/heads/main",
  sha: "1a2b3c4d".repeat(5),
  runId: 10,
  runAttempt: 1,
  event: "push",
  workflow: "acme/my-app/.github/workflows/release.yml@refs/heads/main",
  environment: "production",
  isRefProtected: true,
  runner: "github-hosted",
};
const RELEASES = [
  { container: "my-app", channel: "dev", image: "my-app:v1" },
  { container: "my-app-2", channel: "prod", image: "my-app-2:v1" },
  { container: "my-app", channel: "prod", image: "my-app:v1" },
];

const asked = (rules: BuildRules, proof: Partial<BuildProof> = {}): readonly string[] => {
  const containers = { "my-app": { builds: { prod: rules } } };
  return buildProblems(
    { version: 1, containers },
    { releases: RELEASES, proof: { ...PROOF, ...proof } },
    "db/policy.json",
  ).map(({ path, message }) => `${path}: ${message}`);
};

describe("a policy that asks how a build ran", () => {
  const file = "acme/my-app/.github/workflows/release.yml";
  test.each<[string, BuildRules, Partial<BuildProof>]>([
    [
      "nothing",
      {},
      { workflow: undefined, environment: undefined, isRefProtected: false, runner: undefined },
    ],
    ["this workflow", { workflows: [`${file}@refs/heads/main`] }, {}],
    [
      "one of several workflows",
      { workflows: ["acme/x/.github/workflows/y.yml@refs/heads/main", `${file}@refs/heads/*`] },
      {},
    ],
    [
      "a shared workflow by its tag",
      { workflows: ["acme/ci/.github/workflows/*.yml@refs/tags/v*"] },
      { workflow: "acme/ci/.github/workflows/release.yml@refs/tags/v2" },
    ],
    ["this environment", { environments: ["staging", "production"] }, {}],
    ["a protected ref", { protected_ref: true }, {}],
    ["this runner", { runner: "github-hosted" }, {}],
    ["the other runner", { runner: "self-hosted" }, { runner: "self-hosted" }],
  ])("for %s takes what ran so", (_name, rules, proof) => {
    expect(asked(rules, proof)).toEqual([]);
  });

  test.each<[string, BuildRules, Partial<BuildProof>, string]>([
    [
      "a star over the file and its ref",
      { workflows: ["acme/my-app/.github/workflows/rel*/heads/main", file] },
      {},
      "must be built by acme/my-app/.github/workflows/rel*/heads/main",
    ],
    [
      "another workflow file",
      { workflows: [`${file}@refs/heads/main`] },
      { workflow: "acme/my-app/.github/workflows/release2.yml@refs/heads/main" },
      "was built by acme/my-app/.github/workflows/release2.yml@refs/heads/main, but must be built by acme/my-app/.github/workflows/release.yml@refs/heads/main: build it that way, or change containers.my-app.builds.prod.workflows in db/policy.json",
    ],
    [
      "the workflow of another ref",
      { workflows: [`${file}@refs/heads/main`, `${file}@refs/tags/*`] },
      { workflow: `${file}@refs/heads/feature` },
      `must be built by ${file}@refs/heads/main or ${file}@refs/tags/*`,
    ],
    [
      "a workflow of another repository, where a star stops at the slash",
      { workflows: ["acme/*/.github/workflows/release.yml@refs/heads/main"] },
      { workflow: "acme/evil/x/.github/workflows/release.yml@refs/heads/main" },
      "was built by acme/evil/x/",
    ],
    [
      "a ref that looks like the file",
      { workflows: ["acme/my-app/.github/workflows/*.yml@refs/heads/main"] },
      { workflow: "acme/my-app/.github/workflows/a.yml@refs/heads/b.yml@refs/heads/main" },
      "was built by",
    ],
    [
      "no workflow that is known",
      { workflows: [`${file}@**`] },
      { workflow: undefined },
      "by no known workflow",
    ],
    [
      "another environment",
      { environments: ["production"] },
      { environment: "production-eu" },
      "was built in the environment production-eu, but must be built in production: build it that way, or change containers.my-app.builds.prod.environments in db/policy.json",
    ],
    [
      "no environment",
      { environments: ["staging", "production"] },
      { environment: undefined },
      "in no environment, but must be built in staging or production",
    ],
    [
      "a ref that is not protected",
      { protected_ref: true },
      { isRefProtected: false },
      "was built from refs/heads/main, which is not protected, but must be built from a protected branch or tag",
    ],
    [
      "another runner",
      { runner: "github-hosted" },
      { runner: "self-hosted" },
      "was built on a runner that is self-hosted, but must be built on one that is github-hosted",
    ],
    [
      "no runner that is known",
      { runner: "github-hosted" },
      { runner: undefined },
      "a runner that is unknown",
    ],
  ])("refuses %s, of that container and channel alone", (_name, rules, proof, message) => {
    expect(asked(rules, proof)).toEqual([expect.stringContaining(message)]);
    expect(asked(rules, proof)[0]).toMatch(/^releases\[2\]: my-app in prod was built /);
  });

  describe("a workflow of the source repository, which has been renamed", () => {
    const renamed = {
      repository: "acme/shop",
      workflow: "acme/shop/.github/workflows/release.yml@refs/heads/main",
    };
    const rules = { prod: { workflows: [`${file}@refs/heads/main`] } };
    const refused = (id: number | undefined, proof: Partial<BuildProof>): boolean => {
      const repository = { name: "acme/my-app", ...(id !== undefined && { id }) };
      const policy = { version: 1, containers: { "my-app": { repository, builds: rules } } } as const;
      return (
        buildProblems(policy, { releases: RELEASES, proof: { ...PROOF, ...proof } }, "db/policy.json")
          .length > 0
      );
    };

    test("is known by the name that goes with the proved id", () => {
      expect(refused(123, renamed)).toBe(false);
    });

    test.each<[string, number | undefined, Partial<BuildProof>]>([
      ["of a repository with another id", 124, renamed],
      ["without an id in the policy", undefined, renamed],
      [
        "in a repository that is not the source",
        123,
        { ...renamed, workflow: "acme/shop-ci/.github/workflows/release.yml@refs/heads/main" },
      ],
      [
        "in another file",
        123,
        { ...renamed, workflow: "acme/shop/.github/workflows/other.yml@refs/heads/main" },
      ],
      [
        "of another ref",
        123,
        { ...renamed, workflow: "acme/shop/.github/workflows/release.yml@refs/heads/x" },
      ],
    ])("is not, %s", (_name, id, proof) => {
      expect(refused(id, proof)).toBe(true);
    });
  });

  test("names all that is wrong at once", () => {
    const rules: BuildRules = { environments: ["production"], protected_ref: true, runner: "github-hosted" };
    const problems = asked(rules, { environment: undefined, isRefProtected: false, runner: "self-hosted" });
    expect(problems.map((one) => /builds\.prod\.(\w+)/.exec(one)?.[1])).toEqual([
      "environments",
      "protected_ref",
      "runner",
    ]);
  });
});

/** GitHub's own list, as of 2026. */
const OTHERS = [
  "branch_protection_rule",
  "check_run",
  "check_suite",
  "delete",
  "deployment",
  "deployment_status",
  "discussion",
  "discussion_comment",
  "fork",
  "gollum",
  "image_version",
  "issue_comment",
  "issues",
  "label",
  "milestone",
  "page_build",
  "public",
  "pull_request",
  "pull_request_review",
  "pull_request_review_comment",
  "pull_request_target",
  "registry_package",
  "repository_dispatch",
  "status",
  "watch",
  "workflow_call",
  "workflow_run",
  "some_new_event",
  "",
];

describe("provenance", () => {
  const told = (event: string, policy: Policy = { version: 1 }) =>
    eventProblems(policy, { ...PROOF, event }, "db/policy.json").map(({ message }) => message);

  test.each(["push", "workflow_dispatch", "release", "schedule", "merge_group", "create"])(
    "is taken from %s",
    (event) => {
      expect(told(event)).toEqual([]);
    },
  );

  test("is taken from no more than these", () => {
    expect([...PROVING_EVENTS].sort()).toEqual([
      "create",
      "merge_group",
      "push",
      "release",
      "schedule",
      "workflow_dispatch",
    ]);
  });

  test.each(OTHERS)("is refused from %j, unless the policy names it", (event) => {
    expect(told(event)).toEqual([
      `provenance is rejected: the build ran on ${event}, but only push, workflow_dispatch, release, schedule, merge_group, create are allowed. Release from one of those events, or add ${event} to events in db/policy.json`,
    ]);
    const isNameable = event !== "pull_request_target";
    expect(told(event, { version: 1, events: ["pull_request_x", event] })).toHaveLength(isNameable ? 0 : 1);
  });

  test("no policy can name pull_request_target", () => {
    const policy = '{ "version": 1, "events": ["pull_request", "pull_request_target"] }';
    expect(() => parsePolicy(policy, "db/policy.json")).toThrow(
      "events[1] is \"pull_request_target\", but must be an event's name, and not pull_request_target, which can run a fork's code",
    );
  });
});
