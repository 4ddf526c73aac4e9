import { codeOf } from "../failure/failure.ts";
import { request, type GitHubRepository } from "../github-repository.ts";
import type { Account } from "../people/account.ts";

/** An attempt of a run. */
export interface Attempt {
  readonly runId: number;
  /** From 1; a re-run is the next. */
  readonly runAttempt: number;
}

/**
 * Who has started an attempt of a run: of a re-run, whoever asked for it, and not who started the run. One request.
 * @see https://docs.github.com/en/rest/actions/workflow-runs#get-a-workflow-run-attempt
 * @returns undefined where GitHub knows no such attempt, or no account
 * @throws GitHubFailure
 */
export async function attemptStarter(
  repository: GitHubRepository,
  { runId, runAttempt }: Attempt,
): Promise<Account | undefined> {
  const { client, name } = repository;
  const attempt = { doing: `read who has started run ${runId} again`, permission: "actions: read" };
  try {
    return await request(repository, attempt, async () => {
      const { data } = await client.request(
        "GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}",
        { ...name, run_id: runId, attempt_number: runAttempt },
      );
      const starter = data.triggering_actor;
      return starter === undefined ? undefined : { id: Number(starter.id), login: starter.login };
    });
  } catch (error) {
    if (codeOf(error) === "not-found") return undefined;
    throw error;
  }
}
