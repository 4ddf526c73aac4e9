import { request, type GitHubRepository } from "./github-repository.ts";

export interface RepositoryDispatch {
  readonly eventType: string;
  readonly payload: object;
}

/**
 * Sends a repository_dispatch: one request. Limits are waited out. A lost answer is sent again, so the receiver must
 * recognise a payload that it has seen.
 * @see https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event
 * @throws GitHubFailure
 */
export async function sendRepositoryDispatch(
  repository: GitHubRepository,
  { eventType, payload }: RepositoryDispatch,
): Promise<void> {
  const { client, name } = repository;
  await request(repository, { doing: "send a repository_dispatch", permission: "contents: write" }, () =>
    client.request("POST /repos/{owner}/{repo}/dispatches", {
      ...name,
      event_type: eventType,
      client_payload: { ...payload },
    }),
  );
}
