import { createAppClient, type App, type Client } from "../client.ts";
import { answerOf, reasonOf } from "../failure/answer.ts";
import { classify } from "../failure/classify.ts";
import { GitHubFailure, type Failure } from "../failure/failure.ts";
import { OutOfTime, repeat } from "../repeat.ts";
import { fullName, type RepositoryName } from "../repository.ts";
import type { Session } from "../session.ts";

/** A GitHub App that wants to act in one repository: the handle that the functions of this room take first. */
export interface AppAt extends Pick<Session, "log" | "deadline"> {
  readonly client: Client;
  /** Its id or client id, for messages. */
  readonly appId: string;
  readonly repository: RepositoryName;
}

export function appAt(session: Session, app: App, repository: RepositoryName): AppAt {
  const { log, deadline } = session;
  return { client: createAppClient(session, app), appId: app.appId, repository, log, deadline };
}

/**
 * Repeats a request of the App itself until it succeeds. Each may safely be sent twice: at worst this creates an extra
 * token, which expires within the hour.
 * @throws GitHubFailure, or the error itself if `isForCaller` claims it
 */
export async function requestAsApp<T>(
  app: AppAt,
  send: () => Promise<T>,
  isForCaller: (error: unknown) => boolean = () => false,
): Promise<T> {
  try {
    return await repeat(send, { ...app, classify: (error) => meaningOf(error, app) });
  } catch (error) {
    if (error instanceof OutOfTime) throw explainedForApp(error.cause, app);
    throw isForCaller(error) ? error : explainedForApp(error, app);
  }
}

/** Explains an error of the App's own requests. Errors that are not GitHub's pass unchanged. */
export function explainedForApp(error: unknown, app: AppAt): unknown {
  const problem = meaningOf(error, app);
  if (problem === undefined || error instanceof GitHubFailure) return error;
  return appFailure(app, { name: app.appId, reason: answerOf(error) ?? reasonOf(error), problem }, error);
}

/** Why an App cannot act, as far as known. */
export interface AppRefusal {
  /** Its slug, or its id if GitHub did not name it. */
  readonly name: string;
  /** A clause. */
  readonly reason: string;
  readonly problem: Failure;
}

export function appFailure(
  { repository }: AppAt,
  { name, reason, problem }: AppRefusal,
  cause?: unknown,
): GitHubFailure {
  return new GitHubFailure(`App ${name} cannot act in ${fullName(repository)}: ${reason}.`, problem, {
    cause,
  });
}

/** GitHub's message about a JSON web token from a machine whose clock differs from its own. */
const WRONG_CLOCK = /'(Expiration time|Issued at)' claim/;

function meaningOf(error: unknown, { appId, repository: name }: AppAt): Failure | undefined {
  if (WRONG_CLOCK.test(answerOf(error) ?? "")) return { code: "wrong-clock" };
  const failure = classify(error, {
    tokenLabel: `the key of App ${appId}`,
    name,
    permission: "metadata: read",
  });
  if (failure?.code === "bad-credentials") return { code: "wrong-app-key" };
  return failure?.code === "not-found" ? { code: "no-such-app" } : failure;
}
