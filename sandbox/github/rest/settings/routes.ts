import type { RestRoute } from "../route.ts";
import {
  getAccessLevel,
  getActionsPermissions,
  getSelectedActions,
  getWorkflowPermissions,
  setAccessLevel,
  setActionsPermissions,
  setSelectedActions,
  setWorkflowPermissions,
} from "./actions-permissions.ts";
import { createBranchPolicy, getEnvironment, listBranchPolicies, putEnvironment } from "./environments.ts";
import { createRuleset, getRuleset, listRulesets, updateRuleset } from "./rulesets.ts";
import {
  createVariable,
  getVariable,
  listSharedVariables,
  listVariables,
  secretRoutes,
  updateVariable,
} from "./secrets.ts";

/** What is below a repository's "Settings". */
export const settingsRoutes: readonly RestRoute[] = [
  ...secretRoutes,
  createBranchPolicy,
  createRuleset,
  createVariable,
  getAccessLevel,
  getActionsPermissions,
  getEnvironment,
  getRuleset,
  getSelectedActions,
  getVariable,
  getWorkflowPermissions,
  listBranchPolicies,
  listRulesets,
  listSharedVariables,
  listVariables,
  putEnvironment,
  setAccessLevel,
  setActionsPermissions,
  setSelectedActions,
  setWorkflowPermissions,
  updateRuleset,
  updateVariable,
];
