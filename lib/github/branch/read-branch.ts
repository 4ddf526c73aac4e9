import { wholeText } from "../blob-text.ts";
import { GitHubFailure } from "../failure/failure.ts";
import type { GitHubRepository } from "../github-repository.ts";
import { fullName, type RepositoryName } from "../repository.ts";
import { askBranchAndRuns } from "./branch-query.ts";
import { countRuns } from "./count-runs.ts";
import { isCrowded, queueOf, type Queue, type VisibleRuns } from "./queue.ts";

export interface BranchFiles {
  /** The commit at which the files were read: 40 hex. */
  readonly head: string;
  /** Text by path; a missing file is absent. */
  readonly files: ReadonlyMap<string, string>;
  /** How many commits the branch has. */
  readonly commits: number;
  /** Absent if it was not asked for, or if the token may not see workflow runs. */
  readonly queue?: Queue;
}

export interface BranchRead {
  readonly branch: string;
  readonly paths: readonly string[];
  /** This workflow run's address, to find the other runs of the workflow. */
  readonly runUrl?: string | undefined;
}

/**
 * Reads a branch's head and files in one GraphQL request, along with the other active runs. A file above
 * 512,000 bytes is truncated there and read again, over REST, at the same commit.
 * @throws GitHubFailure if the branch or a file cannot be used, LostAnswer, or what Octokit throws
 */
export async function readBranch(
  repository: GitHubRepository,
  { branch, paths, runUrl }: BranchRead,
): Promise<BranchFiles> {
  const { client, name } = repository;
  const at = { name, branch, paths };
  const { repository: answer, queue } = await askBranchAndRuns(client, at, runUrl);
  if (answer.ref === null) throw noSuchBranch(name, branch, answer.defaultBranchRef?.name);
  const { target } = answer.ref;
  const files = new Map<string, string>();
  for (const [index, path] of paths.entries()) {
    const blob = target.entries[index]?.object ?? undefined;
    if (blob !== undefined) {
      files.set(path, await wholeText(repository, { path, commit: target.oid, blob }));
    }
  }
  const messages = target.history.nodes.map(({ message }) => message);
  return {
    head: target.oid,
    files,
    commits: target.history.totalCount,
    ...(queue !== undefined && { queue: await wholeQueue(repository, queue, messages) }),
  };
}

async function wholeQueue(
  repository: GitHubRepository,
  queue: VisibleRuns,
  messages: readonly string[],
): Promise<Queue> {
  const counted = isCrowded(queue) ? await countRuns(repository, queue.workflow.resourcePath) : undefined;
  return queueOf(queue, messages, counted);
}

function noSuchBranch(
  repository: RepositoryName,
  branch: string,
  defaultBranch: string | undefined,
): GitHubFailure {
  const hint =
    defaultBranch === undefined ? "it has no commit yet" : `its default branch is ${defaultBranch}`;
  return new GitHubFailure(`Branch ${branch} does not exist in ${fullName(repository)}: ${hint}.`, {
    code: "no-such-branch",
  });
}
