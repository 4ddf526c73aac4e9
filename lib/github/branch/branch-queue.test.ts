import { expect, test } from "@jest/globals";
import { answering } from "../testing/answering.ts";
import { readBranch } from "./read-branch.ts";

const RUN_URL = "https://github.com/acme/my-app/actions/runs/5";
const WORKFLOW = "/acme/my-app/actions/workflows/write.yml";
const at = (second: number): string => new Date(Date.UTC(2026, 10, 21, 2, 0, second)).toISOString();
const url = (runNumber: number) => `https://github.com/acme/my-app/actions/runs/${runNumber}`;
const run = (runNumber: number, status = "IN_PROGRESS") => ({
  runNumber,
  url: url(runNumber),
  createdAt: at(runNumber),
  checkSuite: { status },
});
/** GitHub's answer where this run is the fifth, and these runs have committed. */
const branch = (
  runs: readonly ReturnType<typeof run>[],
  totalCount: number,
  ...committed: readonly number[]
) => ({
  json: {
    data: {
      queue: {
        runNumber: 5,
        createdAt: at(5),
        workflow: { resourcePath: WORKFLOW, runs: { totalCount, nodes: runs } },
      },
      repository: {
        defaultBranchRef: { name: "main" },
        ref: {
          target: {
            oid: "a".repeat(40),
            history: {
              totalCount: 7,
              nodes: committed.map((number) => ({ message: `x\n\nRun: ${url(number)}` })),
            },
            file0: { object: { text: "{}", isTruncated: false, isBinary: false } },
          },
        },
      },
    },
  },
});
const READ = { branch: "main", paths: ["db/db.json"], runUrl: RUN_URL };

test("the branch is read together with the queue, and what was committed meanwhile is through", async () => {
  const runs = [run(6), run(5), run(4), run(3), run(2, "COMPLETED")];
  const { repository, asked } = answering([branch(runs, 9, 4, 1)]);
  expect((await readBranch(repository, READ)).queue).toEqual({ ahead: [3], unlisted: 0 });
  expect(asked).toHaveLength(1);
  expect(asked[0]?.body).toMatchObject({ variables: { run: RUN_URL, ref: "refs/heads/main" } });
});

test("a queue that is too long to be listed is counted", async () => {
  const runs = [run(7), run(6), run(5)];
  const { repository, asked } = answering([branch(runs, 300), { json: { total_count: 40 } }]);
  expect((await readBranch(repository, READ)).queue).toEqual({ ahead: [], unlisted: 37 });
  expect(asked[1]?.path).toContain("/workflows/write.yml/runs?status=in_progress");
});
