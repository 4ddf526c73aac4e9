import { expect, test } from "@jest/globals";
import { answering, type Answer } from "../testing/answering.ts";
import { deployCommit } from "./deploy-commit.ts";
import type { DeploymentUpdate } from "./deployment-update.ts";
import { listRollouts } from "./list-rollouts.ts";
import { makeDeployments } from "./make-deployments.ts";
import { sendStates } from "./send-states.ts";
import { setDeploymentState } from "./set-state.ts";

const SHA = "a".repeat(40);
const refused = (status: number, json: object): Answer => ({ status, json });

test("each deployment gets its own state, in order, and an address only where it has one", async () => {
  const deploymentStatus = { state: "SUCCESS" };
  const { repository, asked } = answering([
    { json: { data: { input0: { deploymentStatus }, input1: { deploymentStatus } } } },
  ]);
  const logUrl = "https://github.com/acme/releases/actions/runs/1";
  await sendStates(repository, [
    { id: "D1", state: "in_progress", description: "Waits", logUrl: undefined, autoInactive: false },
    { id: "D2", state: "success", description: "Runs", logUrl, autoInactive: true },
  ]);
  expect(asked[0]?.body).toMatchObject({
    variables: {
      input0: { deploymentId: "D1", state: "IN_PROGRESS", description: "Waits", autoInactive: false },
      input1: { deploymentId: "D2", state: "SUCCESS", description: "Runs", autoInactive: true, logUrl },
    },
  });
  expect(JSON.stringify(asked[0]?.body).split("logUrl")).toHaveLength(2);
});

test("one deployment's state is said whole", async () => {
  const { repository, asked } = answering([
    { status: 201, json: {} },
    { status: 201, json: {} },
  ]);
  const status = { id: 3, state: "success", description: "Runs", autoInactive: false } as const;
  await setDeploymentState(repository, { ...status, logUrl: undefined, environmentUrl: undefined });
  await setDeploymentState(repository, { ...status, logUrl: "https://a", environmentUrl: "https://b" });
  const body = { state: "success", description: "Runs", auto_inactive: false };
  expect(asked.map(({ body }) => body)).toEqual([
    body,
    { ...body, log_url: "https://a", environment_url: "https://b" },
  ]);
});

test.each([
  [404, "no-such-deployment"],
  [422, "refused"],
])("a deployment that GitHub answers %i about is %s", async (status, code) => {
  const { repository } = answering([refused(status, { message: "Not Found" })]);
  const setting = setDeploymentState(repository, {
    id: 3,
    state: "success",
    description: "",
    logUrl: undefined,
    environmentUrl: undefined,
    autoInactive: true,
  });
  await expect(setting).rejects.toMatchObject({ failure: { code } });
});

const deployment = { environment: "prod", sha: SHA, creationId: "c1", description: "Release" };

test("a commit is deployed as it is: nothing is merged, and nothing else has to pass", async () => {
  const json = { id: 3, node_id: "D3", sha: SHA };
  const { repository, asked } = answering([{ status: 201, json }]);
  expect(await deployCommit(repository, deployment)).toEqual({ id: 3, nodeId: "D3", sha: SHA });
  expect(asked[0]?.body).toEqual({
    ref: SHA,
    environment: "prod",
    task: "deploy",
    description: "Release",
    payload: { creation_id: "c1" },
    auto_merge: false,
    required_contexts: [],
    transient_environment: false,
  });
});

test.each<[string, Answer, object]>([
  [
    "a status has not passed",
    refused(409, {
      message: "Conflict: Commit status checks failed",
      errors: [
        {
          contexts: [
            { context: "ci", state: "success" },
            { context: "test", state: "failure" },
            { context: "half" },
          ],
        },
      ],
    }),
    {
      code: "conflict",
      ref: SHA,
      contexts: [
        { context: "ci", state: "success" },
        { context: "test", state: "failure" },
      ],
    },
  ],
  [
    "the commit is gone",
    refused(422, { message: `No ref found for: ${SHA}` }),
    { code: "no-such-ref", repository: "acme/my-app", ref: SHA, sha: SHA },
  ],
  [
    "it is refused for anything else",
    refused(422, { message: "Validation: No ref found" }),
    { code: "refused" },
  ],
])("where %s, it says so", async (_what, answer, failure) => {
  const deploying = deployCommit(answering([answer]).repository, deployment);
  await expect(deploying).rejects.toMatchObject({ failure });
});

test("what cannot be made stops nothing else, and what another run has made, too, is left to the older one", async () => {
  const update = (environment: string, creationId: string): DeploymentUpdate => ({
    environment,
    sha: SHA,
    creationId,
    state: "success",
    description: environment,
    logUrl: undefined,
    isToBeMade: true,
    isAlone: true,
    isEnd: false,
  });
  const node = (id: string, creation_id: string) => ({
    id,
    commitOid: SHA,
    state: "PENDING",
    payload: JSON.stringify({ creation_id }),
  });
  const { repository, asked } = answering([
    { status: 201, json: { id: 1, node_id: "D1", sha: SHA } },
    refused(422, { message: "No ref found for: x" }),
    { status: 201, json: { id: 2, node_id: "D2", sha: SHA } },
    // The read shows dev's twin, and does not show prod's yet.
    {
      json: {
        data: { repository: { e0: { nodes: [node("D1", "c1"), node("D0", "c1")] }, e1: { nodes: [] } } },
      },
    },
  ]);
  const updates = [update("dev", "c1"), update("qa", "c2"), update("prod", "c3")];
  const { listed, failed, twins } = await makeDeployments(repository, updates);
  expect([...failed.keys()]).toEqual([updates[1]]);
  expect(twins).toEqual(["D1"]);
  expect(listed.map(({ id, environment }) => `${id} ${environment}`).sort()).toEqual([
    "D0 dev",
    "D1 dev",
    "D2 prod",
  ]);
  expect(asked[3]?.body).toMatchObject({ variables: { environment0: "dev", environment1: "prod" } });
});

test("where none can be made, nothing is looked for", async () => {
  const { repository, asked } = answering([]);
  expect(await makeDeployments(repository, [])).toEqual({ listed: [], failed: new Map(), twins: [] });
  expect(asked).toEqual([]);
});

test("rollouts come with what was said of each", async () => {
  const status = (id: string) => ({ id, state: "SUCCESS", createdAt: `at ${id}` });
  const { repository } = answering([
    {
      json: {
        data: {
          repository: {
            deployments: {
              nodes: [
                { commitOid: "1", statuses: { nodes: [status("b"), status("a")] } },
                null,
                { commitOid: "2", statuses: null },
              ],
            },
          },
        },
      },
    },
  ]);
  expect(await listRollouts(repository, "prod")).toEqual([
    {
      revision: "1",
      statuses: [
        { id: "b", state: "SUCCESS", at: "at b" },
        { id: "a", state: "SUCCESS", at: "at a" },
      ],
    },
    { revision: "2", statuses: [] },
  ]);
});
