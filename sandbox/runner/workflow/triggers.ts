import { pullRequestIn } from "../../github/event-payload.ts";
import type { WorkflowEvent } from "../../github/model.ts";
import { textAt } from "../../narrow.ts";
import { UnsupportedError } from "../errors.ts";
import { matchesPatterns } from "./glob.ts";
import type { TriggerFilter, WorkflowHeader } from "./model.ts";

/** The paths an event changed; computed only when a filter needs them. */
export type ChangedPaths = () => Promise<readonly string[]>;

/** Activity types that start a workflow when `types` is left out; for other events every type does. */
const defaultTypes: Readonly<Record<string, readonly string[]>> = {
  pull_request: ["opened", "synchronize", "reopened"],
  pull_request_target: ["opened", "synchronize", "reopened"],
};

/** The events that the sandbox knows, and the filters they allow. */
const KNOWN = new Set([
  "create",
  "delete",
  "deployment",
  "deployment_status",
  "issue_comment",
  "merge_group",
  "pull_request",
  "push",
  "release",
  "repository_dispatch",
  "schedule",
  "status",
  "workflow_dispatch",
  "workflow_run",
]);

/**
 * Whether this event starts this workflow.
 * @throws UnsupportedError for an event the sandbox does not know
 */
export async function isTriggered(
  workflow: WorkflowHeader,
  event: WorkflowEvent,
  changedPaths: ChangedPaths,
): Promise<boolean> {
  if (!KNOWN.has(event.name)) {
    throw new UnsupportedError(`the sandbox's runner does not know the event '${event.name}'`);
  }
  if (event.workflowPath !== undefined && event.workflowPath !== workflow.path) return false;
  if (event.name === "pull_request" && workflow.on.has("pull_request_target")) {
    throw new UnsupportedError(
      `${workflow.label}: the sandbox's runner does not know the event 'pull_request_target'`,
    );
  }
  const filter = workflow.on.get(event.name);
  if (filter === undefined) return false;
  if (!typeMatches(event, filter)) return false;
  switch (event.name) {
    case "push":
      return await pushMatches(event, filter, changedPaths);
    case "pull_request":
      return branchMatches(baseBranch(event), filter) && (await pathsMatch(filter, changedPaths));
    case "merge_group":
      return branchMatches(groupBase(event), filter);
    case "workflow_run":
      return workflowRunMatches(event, filter);
    default:
      return true;
  }
}

function typeMatches(event: WorkflowEvent, filter: TriggerFilter): boolean {
  const types = filter.types ?? defaultTypes[event.name];
  return types === undefined || types.includes(String(event.payload["action"]));
}

async function pushMatches(
  event: WorkflowEvent,
  filter: TriggerFilter,
  changedPaths: ChangedPaths,
): Promise<boolean> {
  // When a branch is deleted, the event's own ref is the default branch; the filters apply to the deleted one.
  const pushed = event.payload["ref"];
  const ref = typeof pushed === "string" ? pushed : event.ref;
  const { branches, branchesIgnore, tags, tagsIgnore } = filter;
  const namesBranches = branches !== undefined || branchesIgnore !== undefined;
  const namesTags = tags !== undefined || tagsIgnore !== undefined;
  if (ref.startsWith("refs/tags/")) {
    // Filters only for branches exclude tags, and vice versa. Path filters do not apply to tags.
    if (namesBranches && !namesTags) return false;
    return nameMatches(ref.slice("refs/tags/".length), tags, tagsIgnore);
  }
  if (namesTags && !namesBranches) return false;
  return branchMatches(ref.slice("refs/heads/".length), filter) && (await pathsMatch(filter, changedPaths));
}

function branchMatches(branch: string, { branches, branchesIgnore }: TriggerFilter): boolean {
  return nameMatches(branch, branches, branchesIgnore);
}

function nameMatches(
  name: string,
  only: readonly string[] | undefined,
  ignore: readonly string[] | undefined,
): boolean {
  if (only !== undefined) return matchesPatterns(name, only);
  return ignore === undefined || !matchesPatterns(name, ignore);
}

async function pathsMatch(
  { paths, pathsIgnore }: TriggerFilter,
  changedPaths: ChangedPaths,
): Promise<boolean> {
  if (paths !== undefined) return (await changedPaths()).some((path) => matchesPatterns(path, paths));
  if (pathsIgnore === undefined) return true;
  return (await changedPaths()).some((path) => !matchesPatterns(path, pathsIgnore));
}

function baseBranch(event: WorkflowEvent): string {
  return pullRequestIn(event)?.base.ref ?? "";
}

function groupBase(event: WorkflowEvent): string {
  return textAt(event.payload, "merge_group", "base_ref")?.replace("refs/heads/", "") ?? "";
}

function workflowRunMatches(event: WorkflowEvent, filter: TriggerFilter): boolean {
  const run = event.payload["workflow_run"];
  const named =
    filter.workflows === undefined || matchesPatterns(textAt(run, "name") ?? "", filter.workflows);
  return named && branchMatches(textAt(run, "head_branch") ?? "", filter);
}

/** Whether a commit message asks to skip push and pull_request workflows. */
export function skipsWorkflows(message: string): boolean {
  return (
    /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/.test(message) ||
    /\n\n(?:.*\n)*skip-checks: ?true\s*$/.test(message)
  );
}
