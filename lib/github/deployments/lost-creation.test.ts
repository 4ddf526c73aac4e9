import { expect, test } from "@jest/globals";
import { answering, type Answer } from "../testing/answering.ts";
import { createDeployment } from "./create-deployment.ts";
import { inactivateDeployments } from "./inactivate.ts";

const SHA = "a".repeat(40);

const CREATION = {
  creationId: "c1",
  environment: "prod",
  task: "deploy",
  ref: SHA,
  description: "",
  payload: {},
  autoMerge: false,
  requiredContexts: [],
  transient: false,
  production: undefined,
};
const LOST: Answer = { status: 502, json: { message: "Bad Gateway" } };
const LIMITED: Answer = {
  status: 403,
  json: { message: "API rate limit exceeded" },
  headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" },
};
const MADE: Answer = { json: [{ id: 3, node_id: "D3", sha: SHA, payload: { creation_id: "c1" } }] };

test("after a lost answer it is looked for, and not made again where the look itself meets a limit", async () => {
  const { repository, asked } = answering([LOST, LIMITED, MADE], Date.now() + 3_600_000);
  const created = await createDeployment(repository, CREATION);
  expect(created).toEqual({ id: 3, nodeId: "D3", sha: SHA });
  expect(asked.map(({ method }) => method)).toEqual(["POST", "GET", "GET"]);
});

test("a lost one that lands late is found even if GitHub refused the second request for its limit", async () => {
  const none: Answer = { json: [] };
  const answers = [LOST, none, none, none, none, LIMITED, MADE];
  const { repository, asked } = answering(answers, Date.now() + 3_600_000);
  expect(await createDeployment(repository, CREATION)).toEqual({ id: 3, nodeId: "D3", sha: SHA });
  expect(asked.filter(({ method }) => method === "POST")).toHaveLength(2);
  expect(asked).toHaveLength(answers.length);
}, 600_000);

test("what a limit refused is asked for again without a look: nothing was made", async () => {
  const answers = [LIMITED, { status: 201, json: { id: 3, node_id: "D3", sha: SHA } }];
  const { repository, asked } = answering(answers, Date.now() + 3_600_000);
  expect(await createDeployment(repository, CREATION)).toEqual({ id: 3, nodeId: "D3", sha: SHA });
  expect(asked.map(({ method }) => method)).toEqual(["POST", "POST"]);
});

test("all that were ended are counted, over all pages", async () => {
  const page = (states: readonly string[], next: string | null): Answer => {
    const nodes = states.map((state, index) => ({ id: `D${index}`, state }));
    const pageInfo = { hasNextPage: next !== null, endCursor: next };
    return { json: { data: { repository: { deployments: { nodes, pageInfo } } } } };
  };
  const ended = (count: number): Answer => ({
    json: {
      data: Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `input${index}`,
          { deploymentStatus: { state: "INACTIVE" } },
        ]),
      ),
    },
  });
  const { repository, asked } = answering([
    page(["ACTIVE", "INACTIVE", "PENDING"], "c1"),
    ended(2),
    page(["ACTIVE", "FAILURE"], "c2"),
    ended(1),
    page(["INACTIVE", "ERROR"], "c3"),
  ]);
  const inactivation = { environment: "prod", description: "gone", logUrl: undefined };
  expect(await inactivateDeployments(repository, inactivation)).toBe(3);
  expect(asked).toHaveLength(5);
});
