import { createHmac, timingSafeEqual } from "node:crypto";
import type { SigningSecrets } from "../../../lib/http/signing-secrets.ts";

/** How far Slack's clock and ours may be apart, either way. */
const LEEWAY_S = 300;

/** A request as Slack signs it. */
export interface SignedRequest {
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
  readonly body: string;
}

/**
 * Why a request is not Slack's, or not of now; undefined where it is.
 * @param secrets each of which is good
 * @param now epoch seconds
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function signatureFault(
  secrets: SigningSecrets,
  { timestamp = "", signature = "", body }: SignedRequest,
  now: number,
): string | undefined {
  if (!/^\d{1,12}$/.test(timestamp)) return "X-Slack-Request-Timestamp is missing, or no time";
  if (Math.abs(now - Number(timestamp)) > LEEWAY_S) {
    return "X-Slack-Request-Timestamp is more than five minutes from now: it may be a replay, or this machine's clock is wrong";
  }
  const given = Buffer.from(signature);
  const isTrue = secrets.some((secret) => {
    const digest = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
    const expected = Buffer.from(`v0=${digest}`);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return isTrue ? undefined : "X-Slack-Signature is not that of the app's signing secret";
}
