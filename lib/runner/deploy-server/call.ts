import { timedFetch } from "../../github/client.ts";
import { reasonOf } from "../../github/failure/answer.ts";
import { unreachableBy } from "../../github/failure/unreachable.ts";
import { NotYet, OutOfTime, repeat } from "../../github/repeat.ts";
import type { Session } from "../../github/session.ts";
import { meaningOf, type Answer, type Reading } from "./answer.ts";

/** The job's proof of which workflow asks. */
export interface TokenSource {
  /** @returns a token that is good for a while, and whether it was requested just now */
  token(): Promise<{ readonly token: string; readonly isFresh: boolean }>;
  /** The last one is good no more. */
  forget(): void;
}

/** The deploy server, and how to ask it. */
export interface DeployServer {
  readonly session: Session;
  /** Without a slash at the end. */
  readonly address: string;
  readonly tokens: TokenSource;
}

/** One question. It may arrive twice: a wish has its key. */
export interface Call<T> extends Reading<T> {
  readonly path: string;
  readonly body?: object;
  readonly key?: string;
  /** Epoch milliseconds: until when it is asked again. */
  readonly until: number;
}

/** Nothing came of a call; the message says why, and what to do. */
export class Refused extends Error {
  override readonly name: string = "Refused";
}

/** No deploy server has answered, or none could: it may have heard all the same. */
export class Unreached extends Refused {
  override readonly name = "Unreached";
}

/**
 * Asks the deploy server until it answers.
 * @throws Refused, Unreached, or GitHubFailure where there is no token
 */
export async function call<T>(server: DeployServer, asked: Call<T>): Promise<T> {
  const { log } = server.session;
  const attempt = (): Promise<T> => callOnce(server, asked);
  try {
    return await repeat(attempt, { deadline: asked.until, log, classify: () => undefined });
  } catch (error) {
    if (!(error instanceof OutOfTime)) throw error;
    const { attempts, cause } = error;
    const times = attempts === 1 ? "1 attempt" : `${attempts} attempts`;
    throw new Unreached(
      `${reasonOf(cause)} (${times}), and the time for it is over. Run the job again; if it fails again, check that the deploy server runs.`,
      { cause },
    );
  }
}

/** @throws NotYet where asking again may help, Refused where it would not */
async function callOnce<T>(server: DeployServer, asked: Call<T>): Promise<T> {
  const { address, tokens } = server;
  const { token, isFresh } = await tokens.token();
  const meaning = meaningOf(address, await send(server, asked, token), asked);
  switch (meaning.kind) {
    case "answer":
      return meaning.value;
    case "again":
      throw new NotYet(meaning.because, meaning.after === undefined ? undefined : Date.now() + meaning.after);
    case "token":
      // The server's clock may be ahead: what was good for a while is no more.
      tokens.forget();
      if (isFresh) throw new Refused(meaning.because);
      throw new NotYet(`${address} does not take the job's token any more`, Date.now());
    default:
      throw new Refused(meaning.because);
  }
}

/** The token goes to this address alone. @throws NotYet where no answer came, Refused where none ever will */
async function send(
  { session, address }: DeployServer,
  { path, body, key, until }: Omit<Call<unknown>, keyof Reading<unknown>>,
  token: string,
): Promise<Answer> {
  const url = `${address}${path}`;
  try {
    const response = await timedFetch(session.connection.fetch, until)(url, {
      method: body === undefined ? "GET" : "POST",
      redirect: "manual",
      headers: {
        accept: "application/json",
        authorization: `Bearer ${token}`,
        "user-agent": session.connection.userAgent,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(key !== undefined && { "idempotency-key": key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const header = (name: string): string => response.headers.get(name) ?? "";
    return {
      status: response.status,
      type: header("content-type"),
      location: header("location"),
      retryAfter: header("retry-after"),
      body: await response.text(),
    };
  } catch (error) {
    const reason = `${address} did not answer: ${reasonOf(error)}`;
    switch (unreachableBy(error, url)?.code) {
      case undefined:
        throw new NotYet(reason);
      case "no-such-host":
        throw new Unreached(`${reason}. Correct the input server, or the runner's DNS.`);
      case "not-trusted-certificate":
        throw new Unreached(
          `${reason}. The runner does not trust the certificate: store its authority's in a file on the runner, and set NODE_EXTRA_CA_CERTS to its path.`,
        );
      default:
        throw new Unreached(`${reason}. Correct the proxy's address in the runner's environment.`);
    }
  }
}
