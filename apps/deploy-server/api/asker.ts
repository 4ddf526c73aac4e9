import type { GitHubAccount, Requester } from "../../../lib/deploys/request.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import type { Viewer } from "../people/viewer.ts";

/** The header `Idempotency-Key`. */
export const KEY = {
  type: "string",
  required: true,
  pattern: "^[\\u0021-\\u007e]{8,200}$",
  description: "8 to 200 letters that are this wish's alone: the same wish sent again is the same request.",
};

/**
 * As whom a viewer asks: a job as nobody, and a person by a token that this server's own App was given. Any other token
 * says who somebody is to whichever program they gave it to, and not that they want anything deployed.
 * @throws HttpProblem 403
 */
export function askerIn(viewer: Viewer): Requester & { readonly account: GitHubAccount } {
  const { account } = viewer;
  if (viewer.kind === "workflow") {
    const { workflow, caller, repository } = viewer.run;
    if (workflow === undefined) {
      throw new HttpProblem(
        403,
        "The OIDC token has no job_workflow_ref, so that nobody knows which workflow asks: GitHub Enterprise Server needs an update.",
      );
    }
    return { via: "api", account, job: { workflow, caller, repository } };
  }
  if (viewer.isOwn) return { via: "api", account };
  throw new HttpProblem(
    403,
    `This token may see, and may not ask for anything: use one that ${account.login} has given this server's GitHub App, a job's OIDC token, or the pages.`,
  );
}

/** Whose a key is: the repository of a job, or a person. */
export function callerOf(viewer: Viewer): string {
  return viewer.kind === "workflow"
    ? `repository ${viewer.run.repositoryId}`
    : `account ${viewer.account.id}`;
}

/** @throws HttpProblem 400 */
export function keyIn(key: string | undefined): string {
  if (key !== undefined && new RegExp(KEY.pattern, "u").test(key)) return key;
  throw new HttpProblem(
    400,
    `Idempotency-Key is ${key === undefined ? "missing" : JSON.stringify(key)}: send 8 to 200 letters that are this wish's alone, such as a UUID.`,
  );
}
