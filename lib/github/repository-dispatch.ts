import { request, type GitHubRepository } from "./github-repository.ts";
import { repositoryNamed, type RepositoryName } from "./repository.ts";

export interface RepositoryDispatch {
  readonly eventType: string;
  readonly payload: object;
}

/**
 * Sends a repository_dispatch. One request. Waits out limits, and sends again after a lost answer, so the receiver must
 * recognize a payload that it has seen. Sends nothing to a former name, where GitHub would silently redirect: the
 * payload may name its receiver.
 * @see https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event
 * @returns the repository's current name if it was renamed, found with one more request; nothing was sent then
 * @throws GitHubFailure
 */
export async function sendRepositoryDispatch(
  repository: GitHubRepository,
  { eventType, payload }: RepositoryDispatch,
): Promise<RepositoryName | undefined> {
  const { client, name } = repository;
  const attempt = { doing: "send a repository_dispatch", permission: "contents: write" };
  const { status } = await request(repository, attempt, () =>
    client.request("POST /repos/{owner}/{repo}/dispatches", {
      ...name,
      event_type: eventType,
      client_payload: { ...payload },
      request: { redirect: "manual" },
    }),
  );
  return isLedOn(status) ? currentName(repository) : undefined;
}

/** Octokit's types know only 204 for this operation. */
function isLedOn(status: number): boolean {
  return status >= 300 && status < 400;
}

async function currentName(repository: GitHubRepository): Promise<RepositoryName> {
  const { client, name } = repository;
  const attempt = { doing: "read the name", permission: "metadata: read" };
  return request(repository, attempt, async () => {
    const { data } = await client.request("GET /repos/{owner}/{repo}", { ...name });
    return repositoryNamed(data.full_name);
  });
}
