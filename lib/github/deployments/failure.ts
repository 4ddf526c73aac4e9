import { RequestError } from "@octokit/request-error";
import { bodyOf } from "../failure/body.ts";
import type { Failure } from "../failure/failure.ts";
import type { Attempt, GitHubRepository } from "../github-repository.ts";
import { fullName } from "../repository.ts";
import { PERMISSION } from "./deployment.ts";

/** Creates a deployment; a refusal means more than its status says. */
export function creating({ name }: GitHubRepository, { ref, environment, sha }: RequestedRef): Attempt {
  const repository = fullName(name);
  return {
    doing: `create a deployment of ${ref} to ${environment}`,
    permission: PERMISSION,
    refine: (error) => meaningOfCreation(error, { repository, ref, sha }),
  };
}

interface RequestedRef {
  /** A branch, a tag or a commit. */
  readonly ref: string;
  readonly environment: string;
  /** The sha, if `ref` is a commit id that GitHub gave. */
  readonly sha?: string | undefined;
}

function meaningOfCreation(
  error: unknown,
  requested: { readonly repository: string; readonly ref: string; readonly sha: string | undefined },
): Failure | undefined {
  if (!(error instanceof RequestError)) return undefined;
  const { message, contexts } = bodyOf(error);
  if (error.status === 409) return { code: "conflict", ref: requested.ref, contexts };
  if (error.status === 422 && message?.startsWith("No ref found") === true)
    return { code: "no-such-ref", ...requested };
  return undefined;
}

/** Sets a deployment's state; GitHub answers 404 for what the token may not see. */
export function settingState({ name, tokenLabel }: GitHubRepository, id: number): Attempt {
  return {
    doing: `set the state of deployment ${id}`,
    permission: PERMISSION,
    refine: (error) =>
      error instanceof RequestError && error.status === 404
        ? { code: "no-such-deployment", id, repository: fullName(name), needed: PERMISSION, tokenLabel }
        : undefined,
  };
}
