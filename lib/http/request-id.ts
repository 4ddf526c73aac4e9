import { randomBytes } from "node:crypto";

const LEGAL = /^[A-Za-z0-9_.:/=+-]{1,128}$/;

/** Of this process: ids of several servers, or of one that restarted, differ. */
const PREFIX = randomBytes(9).toString("base64url");

let requests = 0;

/**
 * A request's id: the caller's own if it is safe in a log line, or else a new one. A number takes a tenth of the time of
 * a UUID, which every request would have to wait for.
 * @param given the header x-request-id
 */
export function requestId(given: string | readonly string[] | undefined): string {
  if (typeof given === "string" && LEGAL.test(given)) return given;
  requests += 1;
  return `${PREFIX}-${requests}`;
}
