import type { RequestEvent } from "../../../lib/deploys/event.ts";
import { isAtEngine, type DeployRequest } from "../../../lib/deploys/request.ts";
import { messageOf } from "../trouble.ts";

/** What is over sooner nobody has to be told. */
const LASTS_MS = 20_000;

/**
 * What people are to know of a request whose engine, or whatever else is asked for it, has not answered just now.
 * @returns undefined where nothing is new
 */
export function silenceOf(request: DeployRequest, error: unknown, now: Date): RequestEvent | undefined {
  if (!isAtEngine(request)) return undefined;
  const { silence } = request;
  if (silence === undefined) return { type: "unanswered" };
  const says = messageOf(error);
  const isShort = now.getTime() - Date.parse(silence.since) < LASTS_MS;
  return isShort || silence.says === says ? undefined : { type: "unanswered", says };
}
