import type { Client } from "./client.ts";
import { explainRefusal } from "./errors.ts";
import { persist, type Patience } from "./persist.ts";
import { fullName, type RepositoryName } from "./repository.ts";

export interface RepositoryDispatch {
  readonly repository: RepositoryName;
  readonly eventType: string;
  readonly payload: object;
  /** Which token the client uses, for messages. */
  readonly token: string;
}

/**
 * Sends a repository_dispatch: one request. Limits are waited out. A lost answer is sent again, so the receiver must
 * recognise a payload that it has seen.
 * @see https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event
 * @throws GitHubRefusal
 */
export async function sendRepositoryDispatch(
  client: Client,
  dispatch: RepositoryDispatch,
  patience: Patience,
): Promise<void> {
  const { repository, eventType, payload, token } = dispatch;
  try {
    await persist(
      () =>
        client.request("POST /repos/{owner}/{repo}/dispatches", {
          ...repository,
          event_type: eventType,
          client_payload: { ...payload },
          request: { retries: 0 },
        }),
      patience,
    );
  } catch (error) {
    throw explainRefusal(error, {
      doing: "send a repository_dispatch",
      repository: fullName(repository),
      permission: "contents: write",
      token,
    });
  }
}
