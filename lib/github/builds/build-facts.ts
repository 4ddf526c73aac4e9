import { request, type GitHubRepository } from "../github-repository.ts";

/** A workflow run of a commit. */
export interface CommitRun {
  readonly id: number;
  readonly attempt: number;
  /** The workflow's file: `.github/workflows/build.yml`. */
  readonly path: string;
  readonly name: string;
  readonly event: string;
  /** The branch's name; null where GitHub does not say. */
  readonly branch: string | null;
  /** `completed`, or what it still waits for. */
  readonly status: string;
  /** `success`, `failure`, …; null before it is completed. */
  readonly conclusion: string | null;
  readonly url: string;
}

/** The newest status of one context. */
export interface ContextState {
  readonly context: string;
  readonly state: string;
}

/** What GitHub knows of the builds of a commit. */
export interface BuildFacts {
  /** Newest first. */
  readonly runs: readonly CommitRun[];
  readonly statuses: readonly ContextState[];
  /** GitHub's number of the repository, which never passes to another one that takes its name. */
  readonly repositoryId: number;
}

/**
 * The workflow runs and statuses of a commit: two requests at once, which see the newest hundred of each.
 * @see https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository
 * @throws GitHubFailure
 */
export async function buildFacts(repository: GitHubRepository, sha: string): Promise<BuildFacts> {
  const { client, name } = repository;
  const short = sha.slice(0, 7);
  const runs = request(
    repository,
    { doing: `read the workflow runs of ${short}`, permission: "actions: read" },
    async () => {
      const { data } = await client.request("GET /repos/{owner}/{repo}/actions/runs", {
        ...name,
        head_sha: sha,
        per_page: 100,
      });
      return data.workflow_runs.map((run) => ({
        id: Number(run.id),
        attempt: run.run_attempt ?? 1,
        path: run.path.replace(/@.*$/, ""),
        name: run.name ?? run.path,
        event: run.event,
        branch: run.head_branch,
        status: run.status ?? "queued",
        conclusion: run.conclusion,
        url: run.html_url,
      }));
    },
  );
  const statuses = request(
    repository,
    { doing: `read the statuses of ${short}`, permission: "statuses: read" },
    async () => {
      const { data } = await client.request("GET /repos/{owner}/{repo}/commits/{ref}/status", {
        ...name,
        ref: sha,
        per_page: 100,
      });
      return {
        repositoryId: Number(data.repository.id),
        statuses: data.statuses.map(({ context, state }) => ({ context, state })),
      };
    },
  );
  const [found, states] = await Promise.all([runs, statuses]);
  return { runs: found, ...states };
}
