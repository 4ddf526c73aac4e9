import { timedFetch } from "../../../lib/github/client.ts";
import { reasonOf } from "../../../lib/github/failure/answer.ts";
import { unreachableBy } from "../../../lib/github/failure/unreachable.ts";
import { NotYet, OutOfTime, repeat } from "../../../lib/github/repeat.ts";
import type { Session } from "../../../lib/github/session.ts";
import { meaningOf, type Answer, type AskedDeploy } from "./answer.ts";
import type { TokenSource } from "./token.ts";

/** The deploy server, and how to ask it. */
export interface DeployServer {
  readonly session: Session;
  /** Without a slash at the end. */
  readonly address: string;
  readonly tokens: TokenSource;
}

/** One question. It may arrive twice: a wish has its key. */
export interface Call {
  readonly path: string;
  readonly body?: object;
  readonly key?: string;
  /** Epoch milliseconds: until when it is asked again. */
  readonly until: number;
}

/** No request came of a call; the message says why, and what to do. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/**
 * Asks the deploy server until it answers.
 * @throws Refused, or GitHubFailure where there is no token
 */
export async function call(server: DeployServer, asked: Call): Promise<AskedDeploy> {
  const { log } = server.session;
  const attempt = (): Promise<AskedDeploy> => callOnce(server, asked);
  try {
    return await repeat(attempt, { deadline: asked.until, log, classify: () => undefined });
  } catch (error) {
    if (!(error instanceof OutOfTime)) throw error;
    const { attempts, cause } = error;
    const times = attempts === 1 ? "1 attempt" : `${attempts} attempts`;
    throw new Refused(
      `${reasonOf(cause)} (${times}), and the time for it is over. Run the job again; if it fails again, check that the deploy server runs.`,
      { cause },
    );
  }
}

/** @throws NotYet where asking again may help, Refused where it would not */
async function callOnce(server: DeployServer, asked: Call): Promise<AskedDeploy> {
  const { address, tokens } = server;
  const { token, isFresh } = await tokens.token();
  const meaning = meaningOf(address, await send(server, asked, token));
  switch (meaning.kind) {
    case "request":
      return meaning.request;
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
  { path, body, key, until }: Call,
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
        throw new Refused(`${reason}. Correct the input server, or the runner's DNS.`);
      case "not-trusted-certificate":
        throw new Refused(
          `${reason}. The runner does not trust the certificate: store its authority's in a file on the runner, and set NODE_EXTRA_CA_CERTS to its path.`,
        );
      default:
        throw new Refused(`${reason}. Correct the proxy's address in the runner's environment.`);
    }
  }
}
