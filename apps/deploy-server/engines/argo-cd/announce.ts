import { sign } from "@octokit/webhooks-methods";
import { step } from "../../../../lib/store/step.ts";
import type { Announcement } from "../engine.ts";

const TIMEOUT_MS = 10_000;

/**
 * Passes a push on to Argo CD's webhook, signed with the secret that Argo CD has for GitHub's. Argo CD takes it for a hint:
 * it answers before it looks, and 503 while its queue is full.
 */
export async function announceTo(
  url: string,
  secret: string | undefined,
  { event, delivery, body }: Announcement,
): Promise<boolean> {
  const signature =
    secret === undefined
      ? {}
      : { "x-hub-signature-256": await step("argo-cd.sign", () => sign(secret, body)) };
  const answer = await step("argo-cd.announce", () =>
    fetch(`${url}/api/webhook`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-github-event": event,
        "x-github-delivery": delivery,
        ...signature,
      },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(() => undefined),
  );
  return answer?.ok === true;
}
