import { at, flagAt, parsedJson, textAt } from "../../../lib/deploys/narrow.ts";
import { PASSING_STATUSES } from "../../../lib/github/failure/classify.ts";

/** A deploy request, as the server tells of it. */
export interface AskedDeploy {
  /** A UUID. */
  readonly id: string;
  /** As the server's API has them: `awaiting confirmation`. */
  readonly state: string;
  readonly hasEnded: boolean;
  readonly reason: string | undefined;
  /** What ran before, and what is to run, in a few words. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** 40 hex. */
  readonly commit: string | undefined;
  readonly progress: string | undefined;
}

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
export type Meaning =
  | { readonly kind: "request"; readonly request: AskedDeploy }
  /** Asking again may help. `after`: milliseconds, where the server says so. */
  | { readonly kind: "again"; readonly because: string; readonly after: number | undefined }
  /** A new token may help. */
  | { readonly kind: "token"; readonly because: string }
  /** Asking again would not help; with what to do, as whole sentences. */
  | { readonly kind: "refused"; readonly because: string };

/** @param server its address, for messages */
export function meaningOf(server: string, answer: Answer): Meaning {
  const { status, location } = answer;
  if (status >= 300 && status < 400) {
    const where = location === "" ? "elsewhere" : `to ${location}`;
    return refused(
      `${server} redirects ${where}, and the job's token is not sent there: set the input server to the deploy server's own address, the one in its PUBLIC_URL.`,
    );
  }
  const request = status < 300 ? requestIn(parsedJson(answer.body)) : undefined;
  if (request !== undefined) return { kind: "request", request };
  const detail = textAt(parsedJson(answer.body), "detail");
  const says = detail === undefined ? `${server} answered ${shown(answer)}` : `${server} answered: ${detail}`;
  if (status === 429 || PASSING_STATUSES.has(status)) {
    return { kind: "again", because: says.replace(/\.$/, ""), after: waitIn(answer.retryAfter) };
  }
  if (detail === undefined) return refused(`${says}. ${notItsOwn(status)}`);
  if (status === 401) {
    return {
      kind: "token",
      because: `${says} Set the input server to exactly what the deploy server has as PUBLIC_URL.`,
    };
  }
  return refused(says);
}

function refused(because: string): Meaning {
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

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @returns undefined for what is no request */
function requestIn(json: unknown): AskedDeploy | undefined {
  const [id = "", state] = [textAt(json, "id"), textAt(json, "state")];
  const hasEnded = flagAt(json, "has_ended");
  if (!UUID.test(id) || state === undefined || hasEnded === undefined) return undefined;
  return {
    id,
    state,
    hasEnded,
    reason: textAt(at(json, "reason"), "message"),
    from: textAt(json, "from", "text"),
    to: textAt(json, "to", "text"),
    commit: textAt(json, "commit"),
    progress: textAt(json, "progress"),
  };
}
