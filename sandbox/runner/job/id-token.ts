import { pullRequestIn } from "../../github/event-payload.ts";
import type { GitHub, WorkflowIdentity } from "../../github/model.ts";
import type { WorkflowFile } from "../workflow/model.ts";
import type { JobFacts } from "./facts.ts";

/** The variables that a job's steps use to request OIDC tokens; none without `id-token: write`. */
export function idTokenVariables(facts: JobFacts, github: GitHub): Readonly<Record<string, string>> {
  if (facts.permissions["id-token"] !== "write") return {};
  const { run, workflow, file, payload, environment } = facts;
  const { event, repository, id: runId, runNumber, runAttempt } = run;
  const request = pullRequestIn({ payload });
  const { url, token } = github.oidc.requestFor({
    repository,
    ref: event.ref,
    sha: event.sha,
    ...(request !== undefined && { headRef: request.head.ref, baseRef: request.base.ref }),
    runId,
    runNumber,
    runAttempt,
    actor: event.actor,
    eventName: event.name,
    ...(environment !== undefined && { environment }),
    workflow: identityOf(workflow),
    jobWorkflow: identityOf(file),
  });
  return { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token };
}

function identityOf({ name, repository, path, ref, sha }: WorkflowFile): WorkflowIdentity {
  return { name, repository: repository.fullName, path, ref, sha };
}
