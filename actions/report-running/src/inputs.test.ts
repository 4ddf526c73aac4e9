import { expect, test } from "@jest/globals";
import { withInputs } from "../../../tools/testing/given-inputs.ts";
import { readInputs } from "./inputs.ts";

const OF_EVENT = "a".repeat(40);
const OF_INPUT = "b".repeat(40);
const deploymentStatus = {
  name: "deployment_status",
  payload: {
    deployment: { sha: OF_EVENT, environment: "prod" },
    deployment_status: { node_id: "DS_1", state: "failure", description: "Degraded" },
  },
};
const push = { name: "push", payload: {} };

const rollout = async (event: typeof push, inputs: Record<string, string>) => {
  const read = await withInputs(
    { action: "actions/report-running", token: "ghs_1", repository: "acme/releases", event, inputs },
    readInputs,
  );
  return read.rollout;
};

test.each([
  ["an event alone", deploymentStatus, {}, { revision: OF_EVENT, state: "failure", reason: "Degraded" }],
  ["inputs alone", push, { revision: OF_INPUT }, { revision: OF_INPUT, state: "success", reason: "" }],
  [
    "inputs, whatever the event says",
    deploymentStatus,
    { revision: OF_INPUT, state: "success", environment: "qa" },
    { revision: OF_INPUT, state: "success", environment: "qa", reason: "" },
  ],
])("the rollout is what %s tells", async (_what, event, inputs, expected) => {
  expect(await rollout(event, inputs)).toMatchObject(expected);
});

test("without either, it asks for the revision", async () => {
  await expect(rollout(push, {})).rejects.toThrow(
    "Input revision is empty: set it, or run on the event deployment_status.",
  );
});
