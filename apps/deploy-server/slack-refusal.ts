import { ErrorCode } from "@slack/web-api";
import { at, numberAt, textAt } from "./narrow.ts";
import { messageOf, Passing } from "./trouble.ts";

/** What to wait where Slack limits calls and does not say for how long. */
const WAIT_S = 30;

/** Slack's word for why it did not do what it was asked for: `not_in_channel`; undefined where it gave none. */
export function slackCode(error: unknown): string | undefined {
  return at(error, "code") === ErrorCode.PlatformError ? textAt(error, "data", "error") : undefined;
}

/**
 * What a call of Slack failed with, to be tried again: after as long as Slack asks for, where it limits calls.
 * @param what in words that come before the reason: `Slack did not take the form`
 */
export function slackTrouble(what: string, error: unknown): Passing {
  if (at(error, "code") === ErrorCode.RateLimitedError) {
    const seconds = numberAt(error, "retryAfter") ?? WAIT_S;
    return new Passing("Slack asks to wait", { cause: error, retryInMs: seconds * 1000 });
  }
  return new Passing(`${what}: ${slackCode(error) ?? messageOf(error)}`, { cause: error });
}
