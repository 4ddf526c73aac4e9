import { setTimeout as sleep } from "node:timers/promises";
import { proxyFetch } from "./client.ts";
import type { Log } from "./log.ts";

export interface JsonRequest<T> {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Reads what is wanted from the answer's JSON. What it throws makes the answer an unusable one. */
  readonly read: (json: unknown) => T;
  /** Epoch milliseconds: no new attempt after this. */
  readonly deadline: number;
  readonly log: Log;
}

/** There was no usable answer in time, or one that says that there will be none. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** These services answer in well under a second: one that takes so long has lost the request. */
const REQUEST_TIMEOUT_MS = 10_000;
/** What is asked at all gets this long, also at the deadline. */
const SHORTEST_TIMEOUT_MS = 1000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;

/** Statuses that pass; any other that is no success stays. */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

/**
 * GETs JSON from a service that is not the API, again and again until the deadline.
 * @throws NoAnswer, whose message follows "because": `https://… answered 503 (4 attempts)`
 */
export async function getJson<T>(request: JsonRequest<T>): Promise<T> {
  const { url, deadline, log } = request;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attemptGet(request);
    if ("value" in outcome) return outcome.value;
    // Half of it at random: requests that wait equally long meet again.
    const window = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
    const wait = Math.round(window * (0.5 + Math.random() / 2));
    if (!outcome.passes || Date.now() + wait > deadline) {
      const attempts = attempt === 1 ? "1 attempt" : `${attempt} attempts`;
      throw new NoAnswer(`${withoutQuery(url)} ${outcome.failure} (${attempts})`);
    }
    log.info(`${withoutQuery(url)} ${outcome.failure}; trying again in ${wait} ms.`);
    await sleep(wait);
  }
}

type Outcome<T> = { readonly value: T } | { readonly failure: string; readonly passes: boolean };

async function attemptGet<T>({ url, headers = {}, read, deadline }: JsonRequest<T>): Promise<Outcome<T>> {
  const timeout = Math.max(SHORTEST_TIMEOUT_MS, Math.min(REQUEST_TIMEOUT_MS, deadline - Date.now()));
  try {
    const response = await proxyFetch(url, {
      headers: { accept: "application/json", "user-agent": "release-channels", ...headers },
      redirect: "manual",
      signal: AbortSignal.timeout(timeout),
    });
    if (response.status !== 200) {
      return { failure: `answered ${response.status}`, passes: PASSING.has(response.status) };
    }
    return { value: read(JSON.parse(await response.text())) };
  } catch (error) {
    return { failure: `gave no usable answer: ${reasonOf(error)}`, passes: true };
  }
}

/** fetch says "fetch failed" and keeps the reason in `cause`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== "" ? error.cause.message : error.message;
}

function withoutQuery(url: string): string {
  return url.replace(/\?.*$/, "");
}
