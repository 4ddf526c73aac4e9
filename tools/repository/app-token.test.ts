import { afterAll, afterEach, expect, test } from "@jest/globals";
import { testGitHub } from "@release-channels/sandbox";
import { actionNames } from "../generate/action-docs.ts";
import { runStep } from "../testing/run-step.ts";

/**
 * An App token for each action that makes one: for one of the two repositories that the App reaches, and with only as
 * much as the action needs of what the App may do. How the action treats its inputs is for its own tests: a
 * release that does not exist is refused with the same token.
 */
const github = await testGitHub();
for (const name of ["acme/releases", "acme/my-app"]) {
  await github.createRepository(name, {
    private: true,
    files: {
      "db/db.json": '{ "version": 1, "releases": [] }\n',
      "deployment/kustomization.yaml": "kind: x\n",
    },
  });
}
const app = await github.createApp({
  slug: "acme-bot",
  permissions: {
    contents: "write",
    statuses: "write",
    deployments: "write",
    actions: "write",
    issues: "write",
    pull_requests: "write",
  },
});
github.installApp(app, "acme", { repositories: ["releases", "my-app"] });

afterEach(() => github.forgetRequests());
afterAll(() => github.stop());

const WRITES = { contents: "write", actions: "read" };
const ONE = { containers: "my-app", channel: "dev" };
const CASES: readonly [string, string, Record<string, string>, Record<string, string>][] = [
  ["trigger-dispatch", "acme/releases", { contents: "write" }, { container: "my-app", image: "app:v1" }],
  [
    "update-database",
    "acme/releases",
    WRITES,
    { container: "my-app", "release-channel": "dev", image: "app:v1" },
  ],
  ["promote-release", "acme/releases", WRITES, { containers: "my-app", from: "dev", to: "prod" }],
  ["rollback-release", "acme/releases", WRITES, ONE],
  ["retire-release", "acme/releases", WRITES, { ...ONE, reason: "gone" }],
  [
    "pin-image",
    "acme/releases",
    { contents: "write" },
    { name: "api", image: "api", digest: `sha256:${"a".repeat(64)}` },
  ],
  ["report-commit-status", "acme/my-app", { statuses: "write" }, { state: "success" }],
  ["create-deployment", "acme/my-app", { deployments: "write" }, { environment: "dev", ref: "main" }],
];

test.each(CASES)("%s: a token for %s alone, with %j", async (action, repository, permissions, inputs) => {
  const isSource = repository === "acme/my-app" || action === "trigger-dispatch";
  await runStep({
    action: `actions/${action}`,
    github,
    repository: isSource ? "acme/my-app" : "acme/releases",
    sha: "1a2b3c4d".repeat(5),
    event: { name: "push", payload: { repository: { default_branch: "main" } } },
    inputs: {
      ...inputs,
      ...(action === "trigger-dispatch" && { repository }),
      "app-id": app.clientId,
      "private-key": app.privateKey,
    },
  });
  const grants = github.requests.flatMap(({ grant }) => (grant?.installationId === undefined ? [] : grant));
  expect(grants.length).toBeGreaterThan(1);
  for (const grant of grants) {
    // GitHub adds the permission to read what a repository is.
    const { metadata: _metadata, ...asked } = grant.permissions;
    expect([grant.repositories, asked]).toEqual([[repository], permissions]);
  }
});

/** Requests by the repository's id, or with a proof that this event lacks, are tested next to the action. */
const ELSEWHERE = [
  "deploy",
  "report-release",
  "report-running",
  "validate-database",
  "validate-deploy-configs",
];

test("every action is listed, or makes no token of its own", () => {
  const covered = [...CASES.map(([action]) => action), ...ELSEWHERE].sort();
  expect(actionNames()).toEqual(covered);
});
