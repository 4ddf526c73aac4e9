import { expect, test } from "@jest/globals";
import { answering } from "../testing/answering.ts";
import { buildFacts } from "./build-facts.ts";
import { numberedStatuses } from "./numbered-statuses.ts";

const SHA = "a".repeat(40);
const RUN = {
  id: 12,
  run_attempt: 3,
  path: ".github/workflows/build.yml@refs/heads/main",
  name: "Build",
  event: "push",
  head_branch: "main",
  status: "completed",
  conclusion: "success",
  html_url: "https://github.com/acme/my-app/actions/runs/12",
};
/** What GitHub's schema lets a run go without. */
const BARE = { ...RUN, id: 11, run_attempt: undefined, name: null, head_branch: null, status: null };
const STATUSES = [
  { id: 2, context: "ci/test", state: "failure" },
  { id: 1, context: "ci/build", state: "success" },
];

test("the runs and the statuses of one commit are read, with what GitHub may leave out", async () => {
  const { repository, asked } = answering([
    { json: { total_count: 2, workflow_runs: [RUN, { ...BARE, conclusion: null }] } },
    { json: { statuses: STATUSES, repository: { id: 42 } } },
  ]);
  const common = { event: "push", url: RUN.html_url, path: ".github/workflows/build.yml" };
  expect(await buildFacts(repository, SHA)).toEqual({
    runs: [
      {
        ...common,
        id: 12,
        attempt: 3,
        name: "Build",
        branch: "main",
        status: "completed",
        conclusion: "success",
      },
      { ...common, id: 11, attempt: 1, name: BARE.path, branch: null, status: "queued", conclusion: null },
    ],
    statuses: STATUSES.map(({ context, state }) => ({ context, state })),
    repositoryId: 42,
  });
  expect(asked.map(({ path }) => path)).toEqual([
    `/repos/acme/my-app/actions/runs?head_sha=${SHA}&per_page=100`,
    `/repos/acme/my-app/commits/${SHA}/status?per_page=100`,
  ]);
});

test("statuses come with GitHub's numbers", async () => {
  const { repository } = answering([{ json: { statuses: STATUSES } }]);
  expect(await numberedStatuses(repository, SHA)).toEqual([
    { number: 2, context: "ci/test", state: "failure" },
    { number: 1, context: "ci/build", state: "success" },
  ]);
  const { repository: cut } = answering([{ json: {} }]);
  await expect(numberedStatuses(cut, SHA)).rejects.toMatchObject({ failure: { code: "transient" } });
});
