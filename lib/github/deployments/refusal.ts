import { RequestError } from "@octokit/request-error";
import { explainRefusal, GitHubRefusal, type Attempt } from "../errors.ts";
import { fullName } from "../repository.ts";
import { PERMISSION, type DeploymentAccess } from "./deployment.ts";

/** Says what to do about a refused creation. Errors that are not GitHub's pass unchanged. */
export function explainCreation(
  error: unknown,
  access: DeploymentAccess,
  {
    ref,
    environment,
    sha,
  }: { readonly ref: string; readonly environment: string; readonly sha?: string | undefined },
): unknown {
  const attempt = attemptOf(access, `create a deployment of ${ref} to ${environment}`);
  if (!(error instanceof RequestError)) return explainRefusal(error, attempt);
  const { message, errors } = bodyOf(error);
  if (error.status === 409) return refusal(`${message}. ${conflictAdvice(ref, errors)}`, attempt, error);
  if (error.status === 422 && message.startsWith("No ref found")) {
    const advice =
      sha === undefined
        ? `Give in ref a branch, a tag or a full commit id that ${attempt.repository} has.`
        : `${sha} is not in ${attempt.repository} any more: its history was rewritten. The release itself stands.`;
    return refusal(`${message}. ${advice}`, attempt, error);
  }
  return explainRefusal(error, attempt);
}

/** Says what to do about a status that was refused to a deployment. */
export function explainStatus(error: unknown, access: DeploymentAccess, id: number): unknown {
  const attempt = attemptOf(access, `set the state of deployment ${id}`);
  if (!(error instanceof RequestError) || error.status !== 404) return explainRefusal(error, attempt);
  const { repository, token } = attempt;
  return refusal(
    `Not Found. Either deployment ${id} is not one of ${repository} (an id counts in the repository that it was ` +
      `made in), or ${token} may not see it: it needs ${PERMISSION} there.`,
    attempt,
    error,
  );
}

export function attemptOf({ repository, token }: DeploymentAccess, doing: string): Attempt {
  return { doing, repository: fullName(repository), permission: PERMISSION, token };
}

function refusal(advice: string, { doing, repository }: Attempt, cause: RequestError): GitHubRefusal {
  return new GitHubRefusal(
    `Could not ${doing} in ${repository}: GitHub answered ${cause.status}, ${advice}`,
    {
      cause,
    },
  );
}

interface RefusalBody {
  readonly message: string;
  readonly errors: readonly {
    readonly contexts?: readonly { readonly context: string; readonly state: string }[];
  }[];
}

function bodyOf({ response, message }: RequestError): RefusalBody {
  const body = (response?.data ?? {}) as Partial<RefusalBody>;
  return { message: (body.message ?? message).replace(/\.$/, ""), errors: body.errors ?? [] };
}

/** A conflict is either of the merge that auto_merge asks for, or of contexts that are not success. */
function conflictAdvice(ref: string, errors: RefusalBody["errors"]): string {
  const contexts = errors.flatMap(({ contexts = [] }) => contexts);
  if (contexts.length > 0) {
    const states = contexts.map(({ context, state }) => `${context} is ${state}`).join(", ");
    return `${states}: wait for success, or leave them out of required-contexts.`;
  }
  return `Merge the default branch into ${ref} by hand, or set auto-merge to false.`;
}
