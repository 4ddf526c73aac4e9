import { unknownToSandbox, unprocessable } from "../../errors.ts";
import type { ActionsPolicy } from "../../settings/repository-settings.ts";
import { booleanField, fieldsOf, stringField, stringsField } from "../body.ts";
import type { RestRequest, RestRoute } from "../route.ts";

const reading = { name: "administration", level: "read" } as const;
const writing = { name: "administration", level: "write" } as const;
const settingsOf = ({ world, repository }: RestRequest) => world.settings.of(repository.info.id);

/** @throws Refusal 422 for another word */
function oneOf<T extends string>(
  name: string,
  value: string | undefined,
  allowed: readonly T[],
  unless: T,
): T {
  if (value === undefined) return unless;
  const chosen = allowed.find((word) => word === value);
  if (chosen === undefined)
    throw unprocessable(`Invalid request.\n\n${name} is not one of ${allowed.join(", ")}.`);
  return chosen;
}

export const getActionsPermissions: RestRoute = {
  operation: "actions/get-github-actions-permissions-repository",
  permission: reading,
  query: [],
  answer(request) {
    const { enabled, allowed, shaPinningRequired } = settingsOf(request).actions;
    const selected = `${request.world.apiUrl}/repos/${request.repository.info.fullName}/actions/permissions/selected-actions`;
    return {
      status: 200,
      body: {
        enabled,
        ...(enabled && { allowed_actions: allowed, sha_pinning_required: shaPinningRequired }),
        ...(enabled && allowed === "selected" && { selected_actions_url: selected }),
      },
    };
  },
};

export const setActionsPermissions: RestRoute = {
  operation: "actions/set-github-actions-permissions-repository",
  permission: writing,
  query: [],
  answer(request) {
    const fields = fieldsOf(
      request.body,
      ["enabled", "allowed_actions", "sha_pinning_required"],
      ["enabled"],
    );
    const settings = settingsOf(request);
    settings.actions = {
      ...settings.actions,
      enabled: booleanField(fields, "enabled") ?? false,
      allowed: oneOf(
        "allowed_actions",
        stringField(fields, "allowed_actions"),
        ["all", "local_only", "selected"],
        settings.actions.allowed,
      ),
      shaPinningRequired: booleanField(fields, "sha_pinning_required") ?? settings.actions.shaPinningRequired,
    };
    return { status: 204 };
  },
};

/** "The repository permission policy for allowed_actions must be configured to selected." */
function selectedOnly(request: RestRequest): ActionsPolicy {
  const { actions } = settingsOf(request);
  if (actions.allowed !== "selected")
    throw unknownToSandbox("selected actions where not only those are allowed");
  return actions;
}

export const getSelectedActions: RestRoute = {
  operation: "actions/get-allowed-actions-repository",
  permission: reading,
  query: [],
  answer(request) {
    const { githubOwnedAllowed, verifiedAllowed, patternsAllowed } = selectedOnly(request);
    const body = {
      github_owned_allowed: githubOwnedAllowed,
      verified_allowed: verifiedAllowed,
      patterns_allowed: patternsAllowed,
    };
    return { status: 200, body };
  },
};

export const setSelectedActions: RestRoute = {
  operation: "actions/set-allowed-actions-repository",
  permission: writing,
  query: [],
  answer(request) {
    const known = ["github_owned_allowed", "verified_allowed", "patterns_allowed"];
    const fields = fieldsOf(request.body, known, []);
    const actions = selectedOnly(request);
    settingsOf(request).actions = {
      ...actions,
      githubOwnedAllowed: booleanField(fields, "github_owned_allowed") ?? actions.githubOwnedAllowed,
      verifiedAllowed: booleanField(fields, "verified_allowed") ?? actions.verifiedAllowed,
      patternsAllowed: stringsField(fields, "patterns_allowed") ?? actions.patternsAllowed,
    };
    return { status: 204 };
  },
};

export const getWorkflowPermissions: RestRoute = {
  operation: "actions/get-github-actions-default-workflow-permissions-repository",
  permission: reading,
  query: [],
  answer(request) {
    const { level, canApprove } = settingsOf(request).workflowPermissions;
    return {
      status: 200,
      body: { default_workflow_permissions: level, can_approve_pull_request_reviews: canApprove },
    };
  },
};

export const setWorkflowPermissions: RestRoute = {
  operation: "actions/set-github-actions-default-workflow-permissions-repository",
  permission: writing,
  query: [],
  answer(request) {
    const known = ["default_workflow_permissions", "can_approve_pull_request_reviews"];
    const fields = fieldsOf(request.body, known, []);
    const settings = settingsOf(request);
    const { level, canApprove } = settings.workflowPermissions;
    const wanted = stringField(fields, "default_workflow_permissions");
    settings.workflowPermissions = {
      level: oneOf("default_workflow_permissions", wanted, ["read", "write"], level),
      canApprove: booleanField(fields, "can_approve_pull_request_reviews") ?? canApprove,
    };
    return { status: 204 };
  },
};

export const getAccessLevel: RestRoute = {
  operation: "actions/get-workflow-access-to-repository",
  permission: reading,
  query: [],
  answer(request) {
    refusePublic(request);
    return { status: 200, body: { access_level: settingsOf(request).accessLevel } };
  },
};

export const setAccessLevel: RestRoute = {
  operation: "actions/set-workflow-access-to-repository",
  permission: writing,
  query: [],
  answer(request) {
    const fields = fieldsOf(request.body, ["access_level"], ["access_level"]);
    refusePublic(request);
    const settings = settingsOf(request);
    const wanted = stringField(fields, "access_level");
    settings.accessLevel = oneOf(
      "access_level",
      wanted,
      ["none", "user", "organization"],
      settings.accessLevel,
    );
    return { status: 204 };
  },
};

function refusePublic({ repository }: RestRequest): void {
  if (repository.info.private) return;
  throw unprocessable("Access policy only applies to internal and private repositories.");
}
