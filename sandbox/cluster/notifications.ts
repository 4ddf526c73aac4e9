import { numberAt } from "../narrow.ts";

/** How Argo CD's notifications tell GitHub of a rollout, with the chart's templates. */
export interface NotificationOptions {
  /** REST base. */
  readonly apiUrl: string;
  /** Of a GitHub App that may write the repository's statuses and deployments. */
  readonly token: string;
  /** The repository that the Application follows: `owner/name`. */
  readonly repository: string;
  /** The Application's name: its statuses have the context `argocd/<name>`. */
  readonly application: string;
  readonly environment: string;
  /** Where people open Argo CD, without a slash at the end. */
  readonly argoCdUrl: string;
}

/** How a rollout is going, or how it ended. */
export interface Rollout {
  /** 40 hex. */
  readonly revision: string;
  readonly state: "in_progress" | "success" | "failure";
  /** Truncated at GitHub's limit, as the engine does. */
  readonly message: string;
}

const MAX_DESCRIPTION = 140;

/**
 * Gives the revision a commit status, and a deployment status, too: to the newest deployment of that ref and
 * environment, or to a new one.
 * @see https://github.com/argoproj/notifications-engine/blob/master/pkg/services/github.go
 */
export async function notify(options: NotificationOptions, rollout: Rollout): Promise<void> {
  const { application, argoCdUrl, environment } = options;
  const { revision, state, message } = rollout;
  const description = cut(message);
  const page = `${argoCdUrl}/applications/argocd/${application}`;
  await ask(options, `statuses/${revision}`, {
    state: state === "in_progress" ? "pending" : state,
    description,
    context: `argocd/${application}`,
    target_url: page,
  });
  const query = new URLSearchParams({ ref: revision, environment });
  const known = await ask(options, `deployments?${query.toString()}`);
  const creation = {
    ref: revision,
    environment,
    required_contexts: [],
    auto_merge: false,
    transient_environment: false,
  };
  const newest = Array.isArray(known) ? known[0] : undefined;
  const id = numberAt(newest ?? (await ask(options, "deployments", creation)), "id");
  await ask(options, `deployments/${String(id)}/statuses`, {
    state,
    description,
    environment,
    environment_url: "",
    log_url: page,
  });
}

const cut = (text: string): string =>
  text.length > MAX_DESCRIPTION ? `${text.slice(0, MAX_DESCRIPTION - 3)}...` : text;

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
