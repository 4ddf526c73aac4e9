import { notFound, unknownToSandbox, unprocessable } from "../../errors.ts";
import type { BranchPolicy, Environment } from "../../settings/repository-settings.ts";
import { nodeId } from "../../shapes/node-id.ts";
import { timestamp } from "../../shapes/time.ts";
import { booleanField, fieldsOf, objectField, stringField } from "../body.ts";
import type { RestRequest, RestRoute } from "../route.ts";

const environmentsOf = ({ world, repository }: RestRequest) =>
  world.settings.of(repository.info.id).environments;
const nameIn = ({ params }: RestRequest): string => params["environment_name"] ?? "";

/** @throws what GitHub answers where it is not there */
export function environmentOf(request: RestRequest): Environment {
  const environment = environmentsOf(request).get(nameIn(request).toLowerCase());
  if (environment === undefined) throw notFound();
  return environment;
}

export const getEnvironment: RestRoute = {
  operation: "repos/get-environment",
  permission: { name: "actions", level: "read" },
  query: [],
  answer: (request) => ({ status: 200, body: shapeOf(request, environmentOf(request)) }),
};

export const putEnvironment: RestRoute = {
  operation: "repos/create-or-update-environment",
  permission: { name: "administration", level: "write" },
  query: [],
  answer(request) {
    const { world, body } = request;
    const environments = environmentsOf(request);
    const name = nameIn(request);
    const before = environments.get(name.toLowerCase()) ?? {
      id: world.settings.newId(),
      name,
      createdAt: world.clock(),
      branches: undefined,
      secrets: new Map(),
    };
    const environment = { ...before, branches: areLimited(body) ? (before.branches ?? []) : undefined };
    environments.set(name.toLowerCase(), environment);
    return { status: 200, body: shapeOf(request, environment) };
  },
};

/** Whether only named branches may use it. Rules that nothing here would follow are refused. */
function areLimited(body: unknown): boolean {
  const others = ["wait_timer", "prevent_self_review", "reviewers"];
  const fields = fieldsOf(body ?? {}, ["deployment_branch_policy", ...others], []);
  if (others.some((name) => fields[name] !== undefined))
    throw unknownToSandbox("protection rules of environments but branches");
  const policy = objectField(fields, "deployment_branch_policy");
  if (policy === undefined) return false;
  const isProtected = booleanField(policy, "protected_branches");
  const isCustom = booleanField(policy, "custom_branch_policies");
  if (isProtected === isCustom)
    throw unprocessable("protected_branches and custom_branch_policies cannot have the same value");
  if (isProtected === true) throw unknownToSandbox("environments of protected branches");
  return true;
}

export const listBranchPolicies: RestRoute = {
  operation: "repos/list-deployment-branch-policies",
  permission: { name: "actions", level: "read" },
  query: ["per_page"],
  answer(request) {
    const branches = environmentOf(request).branches ?? [];
    return {
      status: 200,
      body: { total_count: branches.length, branch_policies: branches.map(policyShape) },
    };
  },
};

export const createBranchPolicy: RestRoute = {
  operation: "repos/create-deployment-branch-policy",
  permission: { name: "administration", level: "write" },
  query: [],
  answer(request) {
    const environment = environmentOf(request);
    // "custom_branch_policies … must be true": GitHub's documentation of the operation.
    if (environment.branches === undefined) throw notFound();
    const fields = fieldsOf(request.body, ["name", "type"], ["name"]);
    if ((stringField(fields, "type") ?? "branch") !== "branch") throw unknownToSandbox("policies for tags");
    const policy = { id: request.world.settings.newId(), name: stringField(fields, "name") ?? "" };
    const branches = [...environment.branches, policy];
    environmentsOf(request).set(environment.name.toLowerCase(), { ...environment, branches });
    return { status: 200, body: policyShape(policy) };
  },
};

const policyShape = ({ id, name }: BranchPolicy): object => ({
  id,
  node_id: nodeId("DBP", id),
  name,
  type: "branch",
});

function shapeOf({ world, repository }: RestRequest, environment: Environment): object {
  const { id, name, createdAt, branches } = environment;
  const { fullName, htmlUrl } = repository.info;
  const inUrl = encodeURIComponent(name);
  return {
    id,
    node_id: nodeId("EN", id),
    name,
    url: `${world.apiUrl}/repos/${fullName}/environments/${inUrl}`,
    html_url: `${htmlUrl}/deployments/activity_log?environments_filter=${inUrl}`,
    created_at: timestamp(createdAt),
    updated_at: timestamp(createdAt),
    protection_rules:
      branches === undefined ? [] : [{ id: id + 1, node_id: nodeId("GA", id + 1), type: "branch_policy" }],
    deployment_branch_policy:
      branches === undefined ? null : { protected_branches: false, custom_branch_policies: true },
  };
}
