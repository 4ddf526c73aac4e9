import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { send, type TestAnswer } from "../../http/testing.ts";
import type { WorkflowEvent } from "../model.ts";
import { testGitHub, tokenFor, type TestGitHub } from "../testing.ts";

let github: TestGitHub;
let token: string;
let events: WorkflowEvent[] = [];

const WITH_INPUTS = `
on:
  workflow_dispatch:
    inputs:
      container: { required: true }
      channel: { type: choice, options: [dev, prod], default: dev }
      force: { type: boolean }
      note: {}
`;

beforeAll(async () => {
  github = await testGitHub();
  await github.createRepository("acme/releases", {
    files: {
      ".github/workflows/inputs.yml": WITH_INPUTS,
      ".github/workflows/list.yml": "on: [push, workflow_dispatch]\n",
      ".github/workflows/push.yml": "on: push\n",
      ".github/workflows/broken.yml": "on: [\n",
    },
  });
  token = tokenFor(github, ["acme/releases"], { actions: "write" });
  github.onEvent((event) => events.push(event));
});
beforeEach(() => {
  events = [];
});
afterAll(() => github.stop());

const dispatch = (workflow: string | number, body: unknown): Promise<TestAnswer> =>
  send(`${github.apiUrl}/repos/acme/releases/actions/workflows/${workflow}/dispatches`, { token, body });

test("tells the workflow, with every declared input as text", async () => {
  const { status } = await dispatch("inputs.yml", {
    ref: "main",
    inputs: { container: "my-app", force: true },
  });
  expect(status).toBe(204);
  expect(events[0]).toMatchObject({
    name: "workflow_dispatch",
    ref: "refs/heads/main",
    workflowPath: ".github/workflows/inputs.yml",
    actor: "octocat",
    payload: {
      inputs: { container: "my-app", channel: "dev", force: "true", note: "" },
      ref: "refs/heads/main",
      workflow: ".github/workflows/inputs.yml",
      sender: { login: "octocat" },
    },
  });
});

test("a workflow without inputs gets null", async () => {
  expect((await dispatch("list.yml", { ref: "refs/heads/main" })).status).toBe(204);
  expect(events[0]?.payload["inputs"]).toBeNull();
});

test.each([
  ["none.yml", { ref: "main" }, 404, "Not Found"],
  [404, { ref: "main" }, 404, "Not Found"],
  ["push.yml", { ref: "main" }, 422, "Workflow does not have 'workflow_dispatch' trigger"],
  ["inputs.yml", { ref: "none" }, 422, "No ref found for: none"],
  ["inputs.yml", {}, 422, `Invalid request.\n\n"ref" wasn't supplied.`],
  ["inputs.yml", { ref: "main" }, 422, "Required input 'container' not provided"],
  [
    "inputs.yml",
    { ref: "main", inputs: { container: "a", b: "", c: "" } },
    422,
    `Unexpected inputs provided: ["b","c"]`,
  ],
  [
    "inputs.yml",
    { ref: "main", inputs: { container: "a", channel: "test" } },
    422,
    "Provided value 'test' for input 'channel' not in the list of allowed values",
  ],
  [
    "list.yml",
    { ref: "main", return_run_details: true },
    501,
    "sandbox does not know return_run_details of actions/create-workflow-dispatch",
  ],
])("%s with %j: %s", async (workflow, body, status, message) => {
  const answer = await dispatch(workflow, body);
  expect([answer.status, answer.json.message]).toEqual([status, message]);
  expect(events).toEqual([]);
});

test("says when the file is no YAML", async () => {
  const { status, json } = await dispatch("broken.yml", { ref: "main" });
  expect(status).toBe(422);
  expect(json.message).toContain("failed to parse workflow");
});
