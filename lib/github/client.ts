import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/core";
import { retry } from "@octokit/plugin-retry";
import { GitHubFailure, LostAnswer } from "./failure/failure.ts";
import type { Session } from "./session.ts";

const ResilientOctokit = Octokit.plugin(retry);

export type Client = InstanceType<typeof ResilientOctokit>;

/** An answer that takes longer than this is lost. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Every request gets this long, even at the deadline. */
const SHORTEST_TIMEOUT_MS = 1000;

/** A GitHub App's identity. */
export interface App {
  /** Its id or client id. */
  readonly appId: string;
  /** PKCS#8 PEM. */
  readonly privateKey: string;
}

/** A token with its name in messages: `the token of App octo-bot`. */
export interface LabelledToken {
  readonly token: string;
  readonly tokenLabel: string;
}

/**
 * Octokit with a time limit for every request. It sends each request once: only `repeat` decides what to send again,
 * and when, because nothing here knows which writes may be sent twice.
 * @throws GitHubFailure for a token that cannot be sent in a header; its requests throw LostAnswer for an answer that was
 *   cut off
 */
export function createClient(session: Session, { token, tokenLabel }: LabelledToken): Client {
  const found = strangeCharacterOf(token);
  if (found !== undefined) {
    throw new GitHubFailure(`Nothing was sent to GitHub: ${tokenLabel} contains ${found}.`, {
      code: "bad-token-characters",
      found,
      tokenLabel,
    });
  }
  return insistOnWhole(new ResilientOctokit({ ...optionsOf(session), auth: `token ${token}` }));
}

/** A client for what anybody may read: 60 requests an hour from one address. */
export function createAnonymousClient(session: Session): Client {
  return insistOnWhole(new ResilientOctokit(optionsOf(session)));
}

/** A client for the App itself, which may only look at installations and create their tokens. */
export function createAppClient(session: Session, { appId, privateKey }: App): Client {
  const auth = { authStrategy: createAppAuth, auth: { appId, privateKey } };
  return insistOnWhole(new ResilientOctokit({ ...optionsOf(session), ...auth }));
}

const NO_CONTENT = 204;

/** Octokit passes on JSON that was cut off as text. Only other media types, such as a raw file, are meant to be text. */
function insistOnWhole(client: Client): Client {
  client.hook.after("request", ({ status, data }, { mediaType }) => {
    const isJson = status < 300 && status !== NO_CONTENT && (mediaType?.format ?? "") === "";
    if (isJson && typeof data !== "object") throw new LostAnswer();
  });
  return client;
}

function optionsOf({ connection, log, deadline }: Session) {
  const { apiUrl, userAgent } = connection;
  const quietly = (message: string): void => log.debug(message);
  return {
    baseUrl: apiUrl,
    userAgent,
    log: { debug: quietly, info: quietly, warn: quietly, error: quietly },
    request: { fetch: timedFetch(connection.fetch, deadline) },
    // The plugin turns GraphQL failures that come with a 200 into errors; it does not retry.
    retry: { retries: 0 },
  };
}

/** A fetch that never waits forever, nor much past the deadline. */
export function timedFetch(send: typeof fetch, deadline: number, longest = REQUEST_TIMEOUT_MS): typeof fetch {
  return (url, options) => {
    const inTime = AbortSignal.timeout(timeLimit(deadline - Date.now(), longest));
    const signal = options?.signal ? AbortSignal.any([options.signal, inTime]) : inTime;
    return send(url, { ...options, signal });
  };
}

/** How long a request may take. @param left until the deadline, in milliseconds; negative after it */
export function timeLimit(left: number, longest: number): number {
  return Math.min(longest, Math.max(SHORTEST_TIMEOUT_MS, left));
}

/** A stray character from copying the secret. Tokens consist of visible ASCII characters. */
function strangeCharacterOf(token: string): string | undefined {
  if (/[\r\n]/.test(token)) return "a line break";
  if (/\s/.test(token)) return "a space";
  return /^[\u0021-\u007E]*$/.test(token) ? undefined : "an invisible or non-ASCII character";
}
