import { wordIn } from "../../narrow.ts";
import { addDeploymentStatus, type WantedStatus } from "../deployment-status.ts";
import { notFound, validationFailed } from "../errors.ts";
import { DEPLOYMENT_STATES } from "../model-reports.ts";
import { deploymentStatusShape } from "../shapes/deployment.ts";
import { grantOf } from "./actor.ts";
import { booleanField, fieldsOf, stringField } from "./body.ts";
import { deploymentOf, MAX_ENVIRONMENT } from "./deployments.ts";
import { paginate } from "./pagination.ts";
import type { RestRoute } from "./route.ts";
import { checksOf } from "./validation.ts";

const MAX_DESCRIPTION = 140;
const checks = checksOf("DeploymentStatus");
const FIELDS = "state target_url log_url description environment environment_url auto_inactive".split(" ");

export const createDeploymentStatus: RestRoute = {
  operation: "repos/create-deployment-status",
  permission: { name: "deployments", level: "write" },
  query: [],
  async answer(request) {
    const { world, repository } = request;
    const deployment = deploymentOf(request);
    const wanted = parseStatus(request.body, deployment.environment);
    const status = await addDeploymentStatus(world, repository, deployment.id, wanted, grantOf(request));
    return { status: 201, body: deploymentStatusShape(world, repository, deployment.id, status) };
  },
};

/** @param before the environment that the deployment was in so far */
function parseStatus(body: unknown, before: string): WantedStatus {
  const fields = fieldsOf(body, FIELDS, ["state"]);
  const word = stringField(fields, "state") ?? "";
  const state = wordIn(DEPLOYMENT_STATES, word);
  const description = stringField(fields, "description") ?? "";
  const environment = stringField(fields, "environment") ?? before;
  const environmentUrl = stringField(fields, "environment_url") ?? "";
  const logUrl = stringField(fields, "log_url") ?? stringField(fields, "target_url") ?? "";
  const complaints = [
    ...checks.oneOf("state", word, DEPLOYMENT_STATES),
    ...checks.atMost("description", description, MAX_DESCRIPTION),
    ...checks.atMost("environment", environment, MAX_ENVIRONMENT),
    ...checks.web("environment_url", environmentUrl),
    ...checks.web("log_url", logUrl),
  ];
  if (state === undefined || complaints.length > 0) throw validationFailed(complaints);
  return {
    state,
    description,
    environment,
    environmentUrl,
    logUrl,
    autoInactive: booleanField(fields, "auto_inactive") ?? true,
  };
}

const reading = { name: "deployments", level: "read" } as const;

export const listDeploymentStatuses: RestRoute = {
  operation: "repos/list-deployment-statuses",
  permission: reading,
  query: ["per_page", "page"],
  answer(request) {
    const { world, repository, url } = request;
    const { id, statuses } = deploymentOf(request);
    const page = paginate(statuses, url);
    const body = page.items.map((status) => deploymentStatusShape(world, repository, id, status));
    return { status: 200, headers: page.headers, body };
  },
};

export const getDeploymentStatus: RestRoute = {
  operation: "repos/get-deployment-status",
  permission: reading,
  query: [],
  answer(request) {
    const { world, repository, params } = request;
    const { id, statuses } = deploymentOf(request);
    const status = statuses.find((known) => known.id === Number(params["status_id"]));
    if (status === undefined) throw notFound();
    return { status: 200, body: deploymentStatusShape(world, repository, id, status) };
  },
};
