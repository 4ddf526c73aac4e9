import { PASSING_STATUSES } from "../../github/failure/classify.ts";
import { record } from "../event-payload.ts";

/** What came back, whoever sent it. */
export interface Answer {
  readonly status: number;
  /** The headers content-type, location and retry-after; empty where there is none. */
  readonly type: string;
  readonly location: string;
  readonly retryAfter: string;
  readonly body: string;
}

/** What an answer means for whoever has asked. */
export type Meaning<T> =
  | { readonly kind: "answer"; readonly value: T }
  /** Asking again may help. `after`: milliseconds, where the server says so. */
  | { readonly kind: "again"; readonly because: string; readonly after: number | undefined }
  /** A new token may help. */
  | { readonly kind: "token"; readonly because: string }
  /** Asking again would not help; with what to do, as whole sentences. */
  | { readonly kind: "refused"; readonly because: string };

/** Reads an answer's JSON. @returns undefined for what the deploy server would not answer */
export type Reader<T> = (json: unknown) => T | undefined;

/** How an answer is read, and what to do where the server does not take the token. */
export interface Reading<T> {
  readonly read: Reader<T>;
  /** A whole sentence. */
  readonly tokenAdvice: string;
}

/** @param server its address, for messages */
export function meaningOf<T>(server: string, answer: Answer, { read, tokenAdvice }: Reading<T>): Meaning<T> {
  const { status, location } = answer;
  if (status >= 300 && status < 400) {
    const where = location === "" ? "elsewhere" : `to ${location}`;
    return refused(
      `${server} redirects ${where}, and the job's token is not sent there: set the input server to the deploy server's own address, the one in its PUBLIC_URL.`,
    );
  }
  const json = parsedJson(answer.body);
  const value = status < 300 ? read(json) : undefined;
  if (value !== undefined) return { kind: "answer", value };
  const detail = record(json)?.["detail"];
  const isKnown = typeof detail === "string";
  const says = isKnown ? `${server} answered: ${detail}` : `${server} answered ${shown(answer)}`;
  if (status === 429 || PASSING_STATUSES.has(status)) {
    return { kind: "again", because: says.replace(/\.$/, ""), after: waitIn(answer.retryAfter) };
  }
  if (!isKnown) return refused(`${says}. ${notItsOwn(status)}`);
  if (status === 401) return { kind: "token", because: `${says} ${tokenAdvice}`.trimEnd() };
  return refused(says);
}

function refused(because: string): { readonly kind: "refused"; readonly because: string } {
  return { kind: "refused", because };
}

/** The status, and what kind of text it is that the deploy server would not send. */
function shown({ status, type }: Answer): string {
  const [kind = ""] = type.split(";", 1);
  return kind === "" ? String(status) : `${status} with ${kind}`;
}

/** A deploy server always says what is wrong. */
function notItsOwn(status: number): string {
  return status === 404
    ? "That is no deploy server's answer: check the input server, and that the server is up to date."
    : "That is no deploy server's answer: check the input server, and what stands before it, such as a proxy, a firewall or a sign-in page.";
}

/** Who is told to come back at once does not. */
const SHORTEST_WAIT_MS = 1000;

/** Seconds, or a date. @returns milliseconds; undefined for neither */
function waitIn(retryAfter: string): number | undefined {
  const wait = /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(SHORTEST_WAIT_MS, wait);
}

/** The JSON in a text; undefined where it is none. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
