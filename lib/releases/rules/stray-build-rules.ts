import { pathText } from "../documents/schema-problems.ts";
import type { Policy } from "../generated/schema.generated.ts";
import { PROVING_EVENTS } from "./build-rules.ts";
import { matchesNoWorkflowRef } from "./ref-pattern.ts";
import type { StrayRule } from "./stray-rule.ts";

/**
 * What may start a run, but for pull_request_target, which the schema refuses.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
const EVENTS: ReadonlySet<string> = new Set([
  "branch_protection_rule",
  "check_run",
  "check_suite",
  "create",
  "delete",
  "deployment",
  "deployment_status",
  "discussion",
  "discussion_comment",
  "dynamic",
  "fork",
  "gollum",
  "image_version",
  "issue_comment",
  "issues",
  "label",
  "merge_group",
  "milestone",
  "page_build",
  "project",
  "project_card",
  "project_column",
  "public",
  "pull_request",
  "pull_request_comment",
  "pull_request_review",
  "pull_request_review_comment",
  "push",
  "registry_package",
  "release",
  "repository_dispatch",
  "schedule",
  "status",
  "watch",
  "workflow_dispatch",
  "workflow_run",
]);

/** What the policy asks of how builds ran that no build can have, or that changes nothing. */
export function strayBuildRules(policy: Policy): readonly StrayRule[] {
  return [...strayEvents(policy), ...strayWorkflows(policy)];
}

function strayEvents({ events = [] }: Policy): readonly StrayRule[] {
  return events.flatMap((event, index): readonly StrayRule[] => {
    const segments = ["events", index];
    const is = `${pathText(segments)} is ${event}`;
    if (PROVING_EVENTS.includes(event)) {
      return [
        { segments, message: `${is}, which always may prove a source: it changes nothing. Take it out` },
      ];
    }
    if (EVENTS.has(event)) return [];
    const message = `${is}, which is no event that starts workflows: it lets nothing in. Correct the name, such as workflow_run, or take it out`;
    return [{ segments, message }];
  });
}

/** A workflow is named with the full ref that it was read at, or the commit. */
function strayWorkflows({ containers = {} }: Policy): readonly StrayRule[] {
  return Object.entries(containers).flatMap(([container, { builds = {} }]) =>
    Object.entries(builds).flatMap(([channel, { workflows = [] }]) =>
      workflows.flatMap((pattern, index): readonly StrayRule[] => {
        const ref = pattern.slice(pattern.indexOf("@") + 1);
        if (!matchesNoWorkflowRef(ref)) return [];
        const segments = ["containers", container, "builds", channel, "workflows", index];
        const message = `${pathText(segments)} is ${pattern}, whose ref ${ref} no workflow can have: it lets nothing in. Write a full ref, such as @refs/heads/main or @refs/tags/v*, or a commit's 40 digits`;
        return [{ segments, message }];
      }),
    ),
  );
}
