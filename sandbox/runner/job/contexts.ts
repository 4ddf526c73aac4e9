import { ownerIdIn, pullRequestIn, senderIdIn } from "../../github/event-payload.ts";
import type { GitHub } from "../../github/model.ts";
import type { JobFacts, RunFacts } from "./facts.ts";

/** What GITHUB_REF stands for. */
export function refName(ref: string): { readonly name: string; readonly type: "branch" | "tag" } {
  if (ref.startsWith("refs/tags/")) return { name: ref.slice("refs/tags/".length), type: "tag" };
  if (ref.startsWith("refs/pull/")) return { name: ref.slice("refs/pull/".length), type: "branch" };
  return { name: ref.replace(/^refs\/heads\//, ""), type: "branch" };
}

/**
 * The `github` context as it is before a job has a machine. Values that only a job has (`token`, `workspace`, …)
 * come on top.
 */
export function githubContext(facts: RunFacts, github: GitHub): Readonly<Record<string, unknown>> {
  const { run, workflow, payload } = facts;
  const { event, repository } = run;
  const { name, type } = refName(event.ref);
  const request = pullRequestIn({ payload });
  return {
    actor: event.actor,
    actor_id: String(senderIdIn({ payload }) ?? ""),
    api_url: github.apiUrl,
    base_ref: request?.base.ref ?? "",
    event: payload,
    event_name: event.name,
    graphql_url: github.graphqlUrl,
    head_ref: request?.head.ref ?? "",
    ref: event.ref,
    ref_name: name,
    ref_protected: false,
    ref_type: type,
    repository: repository.fullName,
    repository_id: String(repository.id),
    repository_owner: repository.owner,
    repository_owner_id: String(ownerIdIn({ payload }) ?? ""),
    repository_visibility: repository.private ? "private" : "public",
    repositoryUrl: repository.cloneUrl,
    retention_days: "90",
    run_attempt: String(run.runAttempt),
    run_id: String(run.id),
    run_number: String(run.runNumber),
    secret_source: "Actions",
    server_url: github.url,
    sha: event.sha,
    triggering_actor: event.actor,
    workflow: workflow.name,
    workflow_ref: `${workflow.repository.fullName}/${workflow.path}@${event.ref}`,
    workflow_sha: workflow.sha,
  };
}

/** The `job` context's part that names the file that contains the job. */
export function jobFileContext({ file }: JobFacts): Readonly<Record<string, string>> {
  return {
    workflow_ref: `${file.repository.fullName}/${file.path}@${file.ref}`,
    workflow_sha: file.sha,
    workflow_repository: file.repository.fullName,
    workflow_file_path: file.path,
  };
}
