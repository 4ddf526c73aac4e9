import { inRepository, ruleset, runId, sealed, type Case } from "./testing.ts";

const RULESET = {
  name: "main",
  enforcement: "active",
  conditions: { ref_name: { include: ["refs/heads/kept"], exclude: [] } },
  bypass_actors: [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "pull_request" }],
  rules: [{ type: "deletion" }],
};
const permissionsPath = `${inRepository}/actions/permissions`;

/** Requests for a repository's settings and its workflows. */
export const settingsCases: readonly Case[] = [
  { operation: "actions/get-github-actions-permissions-repository", path: permissionsPath },
  {
    operation: "actions/set-github-actions-permissions-repository",
    method: "PUT",
    path: permissionsPath,
    body: () => ({ enabled: true, allowed_actions: "selected" }),
  },
  { operation: "actions/get-allowed-actions-repository", path: `${permissionsPath}/selected-actions` },
  {
    operation: "actions/set-allowed-actions-repository",
    method: "PUT",
    path: `${permissionsPath}/selected-actions`,
    body: () => ({ github_owned_allowed: true }),
  },
  {
    operation: "actions/get-github-actions-default-workflow-permissions-repository",
    path: `${permissionsPath}/workflow`,
  },
  {
    operation: "actions/set-github-actions-default-workflow-permissions-repository",
    method: "PUT",
    path: `${permissionsPath}/workflow`,
    body: () => ({ default_workflow_permissions: "write" }),
  },
  {
    operation: "actions/set-workflow-access-to-repository",
    method: "PUT",
    path: "/repos/acme/hidden/actions/permissions/access",
    body: () => ({ access_level: "organization" }),
  },
  {
    operation: "actions/get-workflow-access-to-repository",
    path: "/repos/acme/hidden/actions/permissions/access",
  },
  { operation: "actions/get-repo-public-key", path: `${inRepository}/actions/secrets/public-key` },
  {
    operation: "actions/create-or-update-repo-secret",
    method: "PUT",
    path: `${inRepository}/actions/secrets/X`,
    body: sealed,
  },
  { operation: "actions/get-repo-secret", path: `${inRepository}/actions/secrets/X` },
  {
    operation: "actions/list-repo-organization-secrets",
    path: `${inRepository}/actions/organization-secrets`,
  },
  {
    operation: "actions/create-repo-variable",
    method: "POST",
    path: `${inRepository}/actions/variables`,
    body: () => ({ name: "X", value: "1" }),
  },
  { operation: "actions/get-repo-variable", path: `${inRepository}/actions/variables/X` },
  { operation: "actions/list-repo-variables", path: `${inRepository}/actions/variables` },
  {
    operation: "actions/list-repo-organization-variables",
    path: `${inRepository}/actions/organization-variables`,
  },
  { operation: "actions/list-repo-secrets", path: `${inRepository}/actions/secrets` },
  {
    operation: "actions/update-repo-variable",
    method: "PATCH",
    path: `${inRepository}/actions/variables/X`,
    body: () => ({ value: "2" }),
  },
  {
    operation: "repos/create-or-update-environment",
    method: "PUT",
    path: `${inRepository}/environments/dev`,
    body: () => ({
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
    }),
  },
  { operation: "repos/get-environment", path: `${inRepository}/environments/dev` },
  {
    operation: "repos/create-deployment-branch-policy",
    method: "POST",
    path: `${inRepository}/environments/dev/deployment-branch-policies`,
    body: () => ({ name: "main", type: "branch" }),
  },
  {
    operation: "repos/list-deployment-branch-policies",
    path: `${inRepository}/environments/dev/deployment-branch-policies`,
  },
  {
    operation: "actions/get-environment-public-key",
    path: `${inRepository}/environments/dev/secrets/public-key`,
  },
  {
    operation: "actions/create-or-update-environment-secret",
    method: "PUT",
    path: `${inRepository}/environments/dev/secrets/X`,
    body: sealed,
  },
  {
    operation: "actions/get-environment-secret",
    path: `${inRepository}/environments/dev/secrets/X`,
  },
  { operation: "actions/list-environment-secrets", path: `${inRepository}/environments/dev/secrets` },
  {
    operation: "repos/create-repo-ruleset",
    method: "POST",
    path: `${inRepository}/rulesets`,
    body: () => RULESET,
  },
  { operation: "repos/get-repo-rulesets", path: `${inRepository}/rulesets` },
  { operation: "repos/get-repo-ruleset", path: () => `${inRepository}/rulesets/${ruleset()}` },
  {
    operation: "repos/update-repo-ruleset",
    method: "PUT",
    path: () => `${inRepository}/rulesets/${ruleset()}`,
    body: () => RULESET,
  },
  {
    operation: "actions/list-jobs-for-workflow-run",
    path: () => `${inRepository}/actions/runs/${runId("completed")}/jobs`,
  },
  {
    operation: "actions/download-job-logs-for-workflow-run",
    path: () => `${inRepository}/actions/jobs/${runId("completed") * 1000}/logs`,
  },
  {
    operation: "actions/get-job-for-workflow-run",
    path: () => `${inRepository}/actions/jobs/${runId("completed") * 1000}`,
  },
  {
    operation: "checks/list-annotations",
    path: () => `${inRepository}/check-runs/${runId("completed") * 1000}/annotations`,
  },
  {
    operation: "actions/list-workflow-run-artifacts",
    path: () => `${inRepository}/actions/runs/${runId("completed")}/artifacts`,
  },
  {
    operation: "actions/download-workflow-run-logs",
    path: () => `${inRepository}/actions/runs/${runId("completed")}/logs`,
  },
];
