/** How Argo CD's notifications tell GitHub of a rollout, with the chart's templates. */
export interface NotificationOptions {
  /** REST base. */
  readonly apiUrl: string;
  /** Of a GitHub App that may write the repository's deployments. */
  readonly token: string;
  /** The repository that the Application follows: `owner/name`. */
  readonly repository: string;
  readonly environment: string;
}

/** How a rollout ended. */
export interface Rollout {
  /** 40 hex. */
  readonly revision: string;
  readonly state: "success" | "failure";
  /** Cut at GitHub's limit, as the engine does. */
  readonly message: string;
}

const MAX_DESCRIPTION = 140;

/**
 * Gives the revision's deployment a status; the newest one of that ref and environment, or one that is made now.
 * @see https://github.com/argoproj/notifications-engine/blob/master/pkg/services/github.go
 */
export async function notify(options: NotificationOptions, rollout: Rollout): Promise<void> {
  const { environment } = options;
  const { revision, state, message } = rollout;
  const query = new URLSearchParams({ ref: revision, environment });
  const [known] = (await ask(options, `deployments?${query.toString()}`)) as readonly Deployment[];
  const creation = { ref: revision, environment, required_contexts: [], auto_merge: false };
  const { id } = known ?? ((await ask(options, "deployments", creation)) as Deployment);
  const description = message.slice(0, MAX_DESCRIPTION);
  await ask(options, `deployments/${id}/statuses`, { state, description, environment });
}

interface Deployment {
  readonly id: number;
}

async function ask(
  { apiUrl, token, repository }: NotificationOptions,
  path: string,
  body?: object,
): Promise<unknown> {
  const answer = await fetch(`${apiUrl}/repos/${repository}/${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return await answer.json();
}
