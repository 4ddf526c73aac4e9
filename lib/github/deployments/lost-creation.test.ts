import { expect, test } from "@jest/globals";
import { answering, type Answer } from "../testing/answering.ts";
import { createDeployment } from "./create-deployment.ts";
import { inactivateDeployments } from "./inactivate.ts";

const SHA = "a".repeat(40);

test("after a lost answer it is looked for, and not made again where the look itself meets a limit", async () => {
  const lost: Answer = { status: 502, json: { message: "Bad Gateway" } };
  const limited: Answer = {
    status: 403,
    json: { message: "API rate limit exceeded" },
    headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" },
  };
  const made = { id: 3, node_id: "D3", sha: SHA, payload: { creation_id: "c1" } };
  const { repository, asked } = answering([lost, limited, { json: [made] }], Date.now() + 3_600_000);
  const created = await createDeployment(repository, {
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
  });
  expect(created).toEqual({ id: 3, nodeId: "D3", sha: SHA });
  expect(asked.map(({ method }) => method)).toEqual(["POST", "GET", "GET"]);
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
