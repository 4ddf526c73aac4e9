import { createHmac } from "node:crypto";
import type { Arrival } from "../latency/arrivals.ts";
import type { Far } from "../latency/far.ts";

/**
 * As many commands as somebody of the chat types, signed as Slack does.
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack/
 */
export async function commandsOf(
  { slack, env }: Far,
  { user, text, count }: { readonly user: string; readonly text: string; readonly count: number },
): Promise<readonly Arrival[]> {
  const secret = env["SLACK_SIGNING_SECRET"] ?? "";
  const channel = slack.addChannel({ name: `commands-${slack.deliveries.length}`, members: [user] });
  const known = slack.deliveries.length;
  // Nobody takes them yet: what Slack would have sent is sent when it is due.
  for (let typed = 0; typed < count; typed += 1) await slack.type(user, channel.name, text);
  return slack.deliveries.slice(known).map(({ payload }) => {
    const body = new URLSearchParams(
      Object.entries(payload).map(([name, value]): [string, string] => [name, String(value)]),
    ).toString();
    const timestamp = String(Math.floor(Date.now() / 1000));
    const digest = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
    return {
      body,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": `v0=${digest}`,
      },
    };
  });
}
