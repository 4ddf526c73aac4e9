import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/core";
import { retry } from "@octokit/plugin-retry";
import { GitHubFailure } from "./failure/failure.ts";
import type { Session } from "./session.ts";

const ResilientOctokit = Octokit.plugin(retry);

export type Client = InstanceType<typeof ResilientOctokit>;

/** No request waits longer than this for its answer: an answer that late is a lost one. */
const REQUEST_TIMEOUT_MS = 30_000;
/** What is sent at all gets this long, also at the deadline. */
const SHORTEST_TIMEOUT_MS = 1000;

/** A GitHub App, as it proves itself. */
export interface App {
  /** Its id or its client id. */
  readonly appId: string;
  /** PKCS#8 PEM. */
  readonly privateKey: string;
}

/** A token, and which one it is, for messages: `the token of App octo-bot`. */
export interface LabelledToken {
  readonly token: string;
  readonly tokenLabel: string;
}

/**
 * Octokit with a time limit for every request. It sends each once: what is made again, and when, is for `repeat`
 * alone, because nothing here knows which write may be sent twice.
 * @throws GitHubFailure for a token that no request can carry
 */
export function createClient(session: Session, { token, tokenLabel }: LabelledToken): Client {
  const found = strangeCharacterOf(token);
  if (found !== undefined) {
    throw new GitHubFailure(`Nothing was sent to GitHub: ${tokenLabel} has ${found} in it.`, {
      code: "bad-token-characters",
      found,
      tokenLabel,
    });
  }
  return new ResilientOctokit({ ...optionsOf(session), auth: `token ${token}` });
}

/** A client that is the App itself: it may look at installations and ask for their tokens, and nothing else. */
export function createAppClient(session: Session, { appId, privateKey }: App): Client {
  return new ResilientOctokit({
    ...optionsOf(session),
    authStrategy: createAppAuth,
    auth: { appId, privateKey },
  });
}

function optionsOf({ connection, log, deadline }: Session) {
  const { apiUrl, userAgent } = connection;
  const quietly = (message: string): void => log.debug(message);
  return {
    baseUrl: apiUrl,
    userAgent,
    log: { debug: quietly, info: quietly, warn: quietly, error: quietly },
    request: { fetch: timedFetch(connection.fetch, deadline) },
    // The plugin tells GraphQL's own failures, which come with a 200, from answers; it repeats nothing.
    retry: { retries: 0 },
  };
}

/** A fetch that does not wait for an answer for ever, nor much past the deadline. */
export function timedFetch(send: typeof fetch, deadline: number, longest = REQUEST_TIMEOUT_MS): typeof fetch {
  return (url, options) => {
    const left = Math.max(SHORTEST_TIMEOUT_MS, deadline - Date.now());
    const inTime = AbortSignal.timeout(Math.min(longest, left));
    const signal = options?.signal ? AbortSignal.any([options.signal, inTime]) : inTime;
    return send(url, { ...options, signal });
  };
}

/** What a secret gets when it is copied with more than itself. Tokens are of visible ASCII characters. */
function strangeCharacterOf(token: string): string | undefined {
  if (/[\r\n]/.test(token)) return "a line break";
  if (/\s/.test(token)) return "a space";
  return /^[\u0021-\u007E]*$/.test(token) ? undefined : "an invisible or foreign character";
}
