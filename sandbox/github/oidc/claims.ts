import type { IdTokenJob } from "../model.ts";
import type { World } from "../world.ts";

/** GitHub's tokens live five minutes, and are valid from five minutes before their time. */
const LIFE_SECONDS = 300;

/**
 * A token's claims, all strings except the times, as in a token of August 2026; signing adds `jti`.
 * @see https://docs.github.com/en/actions/reference/security/oidc#oidc-token-claims
 * @param audience GitHub takes any; without one it is the owner's address
 */
export function claimsOf(world: World, job: IdTokenJob, audience: string | undefined) {
  const { repository, ref, workflow } = job;
  const now = Math.floor(world.clock().getTime() / 1000);
  const ownerId = world.accounts.idOf(repository.owner);
  const called = job.jobWorkflow ?? workflow;
  return {
    iss: `${world.url}/_services/token`,
    aud: audience ?? `${world.url}/${repository.owner}`,
    sub: `repo:${repository.owner}@${ownerId}/${repository.name}@${repository.id}:${subjectOf(job)}`,
    iat: now,
    nbf: now - LIFE_SECONDS,
    exp: now + LIFE_SECONDS,
    actor: job.actor,
    actor_id: String(world.accounts.idOf(job.actor)),
    base_ref: job.baseRef ?? "",
    ...(job.environment !== undefined && { environment: job.environment }),
    event_name: job.eventName,
    head_ref: job.headRef ?? "",
    job_workflow_ref: `${called.repository}/${called.path}@${called.ref}`,
    job_workflow_sha: called.sha,
    ref,
    ref_protected: "false",
    ref_type: ref.startsWith("refs/tags/") ? "tag" : "branch",
    repository: repository.fullName,
    repository_id: String(repository.id),
    repository_owner: repository.owner,
    repository_owner_id: String(ownerId),
    repository_visibility: repository.private ? "private" : "public",
    run_attempt: String(job.runAttempt),
    run_id: String(job.runId),
    run_number: String(job.runNumber),
    runner_environment: "github-hosted",
    sha: job.sha,
    workflow: workflow.name,
    workflow_ref: `${workflow.repository}/${workflow.path}@${workflow.ref}`,
    workflow_sha: workflow.sha,
  };
}

/** The last part of `sub`: an environment goes before all else, and a pull request has no ref there. */
function subjectOf({ environment, eventName, ref }: IdTokenJob): string {
  if (environment !== undefined) return `environment:${environment}`;
  return eventName === "pull_request" ? "pull_request" : `ref:${ref}`;
}
