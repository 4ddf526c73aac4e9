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
import { getEnvironment, putEnvironment } from "./environments.ts";
import { createRuleset, getRuleset, listRulesets, updateRuleset } from "./rulesets.ts";
import {
  createVariable,
  getSecret,
  getSecretsKey,
  getVariable,
  putSecret,
  updateVariable,
} from "./secrets.ts";

/** What is below a repository's "Settings". */
export const settingsRoutes: readonly RestRoute[] = [
  createRuleset,
  createVariable,
  getAccessLevel,
  getActionsPermissions,
  getEnvironment,
  getRuleset,
  getSecret,
  getSecretsKey,
  getSelectedActions,
  getVariable,
  getWorkflowPermissions,
  listRulesets,
  putEnvironment,
  putSecret,
  setAccessLevel,
  setActionsPermissions,
  setSelectedActions,
  setWorkflowPermissions,
  updateRuleset,
  updateVariable,
];
