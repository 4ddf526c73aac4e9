import { requireCredentials, type CredentialInputs } from "../../../lib/runner/credentials.ts";
import { inputs, InputError } from "../../../lib/runner/inputs.ts";
import { JOB_STATUSES, type JobStatus } from "../../../lib/runner/job-status.ts";
import { COMMIT_STATES, type CommitState } from "../../../lib/github/statuses/commit-status.ts";
import type { RequestedTargets } from "./targets.ts";

/** What the step was asked to do. */
export interface Inputs {
  readonly state: CommitState | "auto";
  readonly context: string;
  readonly description: string | undefined;
  readonly targetUrl: string | undefined;
  readonly targets: RequestedTargets;
  readonly credentials: CredentialInputs;
}

/** @throws InputError */
export function readInputs(): Inputs {
  return {
    state: inputs.choice("state", ["auto", ...COMMIT_STATES]),
    context: inputs.required("context", "what the status is about, such as Release Data Prep / Main"),
    description: inputs.optional("description"),
    targetUrl: readTargetUrl(),
    targets: {
      repository: inputs.optional("repository"),
      repositories: inputs.optional("repositories"),
      sha: inputs.optional("sha"),
    },
    credentials: requireCredentials("statuses: write"),
  };
}

/**
 * How the job ended: to be read in the post step, where GitHub has evaluated it again.
 * @throws InputError
 */
export function readJobStatus(): JobStatus {
  return inputs.choice("job-status", JOB_STATUSES);
}

function readTargetUrl(): string | undefined {
  const url = inputs.optional("target-url");
  if (url !== undefined && !(/^https?:\/\//i.test(url) && URL.canParse(url))) {
    throw new InputError("target-url", url, "an address is allowed, such as https://argocd.example.org/app.");
  }
  return url;
}
