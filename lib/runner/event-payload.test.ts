import { expect, test } from "@jest/globals";
import { deploymentReportOf } from "./event-payload.ts";

const SHA = "a".repeat(40);
const LOG = "https://argocd.acme.dev/applications/releases";
const OLDER = "https://acme.dev/older";
const event = (status: object, deployment: object = {}) => ({
  deployment: { sha: SHA, environment: "prod", ...deployment },
  deployment_status: { node_id: "DS_1", state: "success", description: "Synced", ...status },
});

test.each([
  ["its log", { log_url: LOG }, LOG],
  ["the older field where there is no log", { log_url: "", target_url: OLDER }, OLDER],
  [
    "its log before the older field, which GitHub fills with the same or with another",
    { log_url: LOG, target_url: OLDER },
    LOG,
  ],
  ["nothing where neither is there", { log_url: null, target_url: "" }, undefined],
])("a deployment's page is %s", (_what, addresses, page) => {
  expect(deploymentReportOf(event(addresses))).toEqual({
    sha: SHA,
    environment: "prod",
    statusId: "DS_1",
    state: "success",
    description: "Synced",
    page,
  });
});

test.each([
  ["a commit", {}, { sha: "main" }],
  ["an environment", {}, { environment: "" }],
  ["a state", { state: 1 }, {}],
  ["an id", { node_id: null }, {}],
])("a deployment's state without %s is none", (_what, status, deployment) => {
  expect(deploymentReportOf(event(status, deployment))).toBeUndefined();
});
