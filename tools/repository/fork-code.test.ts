import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { forkCodeProblems } from "./fork-code.ts";

const files = globSync([
  ".github/workflows/*.yml",
  "workflows-templates/*.yml",
  "examples/*/.github/workflows/*.yml",
  "actions/*/examples/*.yml",
]);

test("some workflow here checks a pull request's head out", () => {
  const heads = files.filter((file) => readFileSync(file, "utf8").includes("pull_request.head.sha"));
  expect(heads).toContain(".github/workflows/release-data-prep.yml");
});

test.each(files.map((file) => [file]))("%s runs no fork's code with a token that writes", (file) => {
  expect(forkCodeProblems(file, readFileSync(file, "utf8"))).toEqual([]);
});

const OWN = "github.event.pull_request.head.repo.full_name == github.repository";
const workflow = (
  condition: string,
  permissions = "{ contents: read, statuses: write }",
  ref = "head.sha",
) => `
jobs:
  build:
    if: ${JSON.stringify(condition)}
    permissions: ${permissions}
    steps:
      - uses: actions/checkout@v5
        with: { ref: "\${{ github.event.pull_request.${ref} || github.sha }}" }
      - run: make
`;

test("a fork's pull request is prepared by one job, which only reads", () => {
  const file = ".github/workflows/release-data-prep.yml";
  const text = readFileSync(file, "utf8");
  const given = (permissions: string) =>
    forkCodeProblems(
      file,
      text.replace("      contents: read\n    steps:", `      ${permissions}\n    steps:`),
    );
  expect(given("contents: write")).toEqual([
    `${file}: the job prepare_fork runs a fork's code with a token that writes, on pull_request`,
  ]);
  expect(given("contents: read")).toEqual([]);
});

describe("the check", () => {
  test.each([
    [OWN],
    [`always() && ${OWN}`],
    [`!github.event.pull_request || ${OWN}`],
    ["github.event_name == 'push'"],
    ["${{ !github.event.pull_request }}"],
    ["github.event.pull_request.head.repo.id == github.repository_id"],
  ])("takes %j", (condition) => {
    expect(forkCodeProblems("x.yml", workflow(condition))).toEqual([]);
  });

  test.each([
    ["always()", 4],
    ["inputs.result == ''", 4],
    ["inputs.result != '' && always()", 4],
    ["inputs.result == '' && inputs.deploy != ''", 4],
    // What guarded one event's name alone.
    [`github.event_name != 'pull_request' || ${OWN}`, 3],
    ["github.event_name != 'pull_request_target'", 3],
    [`${OWN} || github.event.action == 'opened'`, 4],
  ])("refuses %j", (condition, events) => {
    expect(forkCodeProblems("x.yml", workflow(condition))).toHaveLength(events);
  });

  test.each([
    ["{ contents: read }", 0],
    ["read-all", 0],
    ["{}", 0],
    ["write-all", 4],
    ["{ contents: read, deployments: write }", 4],
  ])("of the permissions %s", (permissions, events) => {
    expect(forkCodeProblems("x.yml", workflow("always()", permissions))).toHaveLength(events);
  });

  test.each([
    ["${{ github.event.pull_request.merge_commit_sha }}", 4],
    ["${{ github.event.pull_request.head.ref }}", 4],
    ["refs/pull/${{ github.event.pull_request.number }}/head", 4],
    ["refs/pull/${{ github.event.issue.number }}/merge", 1],
    ["refs/pull/${{ github.event.number }}/merge", 2],
    ["${{ github.event.check_run.head_sha || 'main' }}", 1],
    ["${{ github.event.check_suite.head_branch || 'main' }}", 1],
    ["${{ github.event.commit.sha || 'main' }}", 1],
    // On a pull request it is empty, so that the event's commit is taken.
    ["${{ github.event.workflow_run.head_sha }}", 4],
    ["${{ github.event.workflow_run.head_sha || 'main' }}", 1],
    ["${{ github.head_ref }}", 4],
    ["${{ env.COMMIT }}", 4],
    ["${{ env.OTHER }}", 0],
    // Where GITHUB_SHA is a pull request's merge.
    ["${{ inputs.ref || github.sha }}", 3],
    ["${{ github.event.repository.default_branch }}", 0],
    ["v1", 0],
  ])("of the ref %s", (ref, events) => {
    const text = `
env: { COMMIT: "\${{ github.event.pull_request.head.sha || github.sha }}", OTHER: main }
jobs:
  build:
    permissions: { statuses: write }
    steps:
      - uses: actions/checkout@v5
        with: { ref: ${JSON.stringify(ref)} }
`;
    expect(forkCodeProblems("x.yml", text)).toHaveLength(events);
  });

  test.each([
    ["push", 0],
    ["[push, pull_request]", 1],
    ["{ push: {}, pull_request_review: {}, issue_comment: {} }", 1],
    ["pull_request_target", 0],
    ["workflow_call", 3],
  ])("without a ref, on %s", (on, events) => {
    const text = `on: ${on}\njobs: { build: { permissions: write-all, steps: [{ uses: actions/checkout@v5 }] } }`;
    expect(forkCodeProblems("x.yml", text)).toHaveLength(events);
  });

  test("of a fork's repository, and of what the job says of the environment", () => {
    const checkout = (given: string) =>
      `jobs: { build: { env: { REF: "\${{ github.event.pull_request.head.sha }}" }, steps: [{ uses: actions/checkout@v5, with: ${given} }] } }`;
    const fork = '{ repository: "${{ github.event.pull_request.head.repo.full_name }}" }';
    expect(forkCodeProblems("x.yml", checkout(fork))).toHaveLength(4);
    expect(forkCodeProblems("x.yml", checkout('{ ref: "${{ env.REF }}" }'))).toHaveLength(4);
    expect(forkCodeProblems("x.yml", checkout("{ repository: acme/releases }"))).toEqual([]);
  });

  test.each([
    ["gh pr checkout ${{ github.event.pull_request.number }}", {}, 4],
    [
      'git fetch origin "pull/$NUMBER/head" && git checkout FETCH_HEAD',
      { NUMBER: "${{ github.event.number }}" },
      2,
    ],
    ["git clone ${URL} .", { URL: "${{ github.event.pull_request.head.repo.clone_url }}" }, 4],
    ["git -C app checkout $SHA", { SHA: "${{ github.event.workflow_run.head_sha }}" }, 1],
    ["git checkout main", { SHA: "${{ github.event.pull_request.head.sha }}" }, 0],
    ["git checkout $SHA_OF_MAIN", { SHA: "${{ github.event.pull_request.head.sha }}" }, 0],
    ['echo "$SHA" >> shas && git log', { SHA: "${{ github.event.pull_request.head.sha }}" }, 0],
  ])("of the command %s", (run, env, events) => {
    const steps = [{ run, env }, { run: "make" }];
    const text = (permissions: object) => JSON.stringify({ jobs: { build: { permissions, steps } } });
    expect(forkCodeProblems("x.yml", text({ statuses: "write" }))).toHaveLength(events);
    expect(forkCodeProblems("x.yml", text({ contents: "read" }))).toEqual([]);
  });

  test("of a job that only reads, but has a secret", () => {
    const text = (token: string) => `
jobs:
  build:
    permissions: { contents: read }
    steps:
      - uses: actions/checkout@v5
        with: { ref: "\${{ github.event.pull_request.head.sha || 'main' }}" }
      - run: make
      - uses: acme/report@v1
        with: { token: "\${{ ${token} }}" }
`;
    expect(forkCodeProblems("x.yml", text("secrets.APP_PRIVATE_KEY"))).toHaveLength(4);
    for (const own of ["github.token", "secrets.GITHUB_TOKEN", "inputs.secrets"])
      expect(forkCodeProblems("x.yml", text(own))).toEqual([]);
  });
});
