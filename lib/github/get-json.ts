import { timedFetch } from "./client.ts";
import { reasonOf } from "./failure/answer.ts";
import { PASSING_STATUSES } from "./failure/classify.ts";
import { GitHubFailure, type Failure } from "./failure/failure.ts";
import { unreachableBy } from "./failure/unreachable.ts";
import { OutOfTime, repeat } from "./repeat.ts";
import type { Session } from "./session.ts";

export interface JsonRequest<T> {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Reads the answer's JSON. If it throws, the answer is unusable. */
  readonly read: (json: unknown) => T;
}

/** These services answer in well under a second; a longer wait means that the request is lost. */
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * GETs JSON from a GitHub service other than the API, until it works or the deadline comes.
 * @throws GitHubFailure, whose message follows "because": `https://… answered 503 (4 attempts)`
 */
export async function getJson<T>(session: Session, request: JsonRequest<T>): Promise<T> {
  try {
    return await repeat(() => getOnce(session, request), { ...session, classify: failureOf });
  } catch (error) {
    const { attempts, cause } = error instanceof OutOfTime ? error : { attempts: 1, cause: error };
    const failure = failureOf(cause);
    if (failure === undefined) throw error;
    const count = attempts === 1 ? "1 attempt" : `${attempts} attempts`;
    throw new GitHubFailure(`${reasonOf(cause)} (${count})`, failure, { cause });
  }
}

async function getOnce<T>(
  { connection, deadline }: Session,
  { url, headers = {}, read }: JsonRequest<T>,
): Promise<T> {
  const shown = url.replace(/\?.*$/, "");
  const fetch = timedFetch(connection.fetch, deadline, REQUEST_TIMEOUT_MS);
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { accept: "application/json", "user-agent": connection.userAgent, ...headers },
      redirect: "manual",
    });
  } catch (error) {
    throw unusable(shown, error, unreachableBy(error, url) ?? { code: "transient" });
  }
  if (response.status !== 200) {
    const { status } = response;
    // These services name no limit that could be waited out.
    const code = status === 429 || PASSING_STATUSES.has(status) ? "transient" : "refused";
    throw new GitHubFailure(`${shown} answered ${status}`, { code });
  }
  try {
    return read(await response.json());
  } catch (error) {
    throw unusable(shown, error, { code: "transient" });
  }
}

/** Sets no cause: its own message has the reason. */
function unusable(shown: string, error: unknown, failure: Failure): GitHubFailure {
  return new GitHubFailure(`${shown} gave no usable answer: ${reasonOf(error)}`, failure);
}

function failureOf(error: unknown): Failure | undefined {
  return error instanceof GitHubFailure ? error.failure : undefined;
}
