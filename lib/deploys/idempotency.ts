import { createHash } from "node:crypto";
import type { RequestKind, Wish } from "./request.ts";
import { targetKey, type Target } from "./target.ts";

/** What an entry of the inbox is known by: see `Incoming` of `lib/store`. */
export interface Keys {
  readonly key: string;
  readonly meaning?: string;
}

/** A command or a click of Slack: retries have the trigger of the first. */
export function slackInteractionKeys(triggerId: string): Keys {
  return { key: `trigger ${triggerId}` };
}

/** An event of Slack's Events API. */
export function slackEventKeys(eventId: string): Keys {
  return { key: `event ${eventId}` };
}

/**
 * A webhook of GitHub. A redelivery has the delivery's id; a replay has another, and the very same body, whose signature
 * is as valid as the first time. Two deliveries that only look alike differ in their body, by the time of the push at
 * least.
 * @param body as it was signed
 */
export function githubKeys(deliveryId: string, event: string, body: string | Uint8Array): Keys {
  return { key: `delivery ${deliveryId}`, meaning: `${event} ${digest(body)}` };
}

/** A call of the API with the header Idempotency-Key. @param caller whose key it is: two may choose the same */
export function apiKeys(caller: string, idempotencyKey: string): Keys {
  return { key: `call ${digest(JSON.stringify([caller, idempotencyKey]))}` };
}

/** The same person asking for the same again: while the first is open, it is that. */
export function wishKey(
  asker: { readonly id: number } | { readonly team: string; readonly user: string } | "event",
  { kind, target, wish }: { readonly kind: RequestKind; readonly target: Target; readonly wish: Wish },
): string {
  return digest(JSON.stringify([askerParts(asker), kind, targetKey(target), wishParts(wish)]));
}

function askerParts(asker: Parameters<typeof wishKey>[0]): readonly (string | number)[] {
  if (asker === "event") return [asker];
  return "id" in asker ? ["github", asker.id] : ["chat", asker.team, asker.user];
}

function wishParts(wish: Wish): readonly (string | number | null)[] {
  switch (wish.by) {
    case "branch":
      return [wish.by, wish.branch, ...configPart(wish)];
    case "pull request":
      return [wish.by, wish.number, ...configPart(wish)];
    case "commit":
      return [wish.by, wish.sha, ...configPart(wish)];
    case "as it is":
    case "what runs":
      return [wish.by];
    case "config":
      return [wish.by, wish.sha ?? null];
    case "build":
      return [wish.by, wish.branch, wish.sha, wish.configSha, wish.image];
    case "version":
      return [wish.by, wish.version, ...(wish.isOlder === true ? ["older"] : [])];
    default: {
      const { kind, configSha, artifact, chart } = wish.desired;
      const digest = artifact?.digest ?? chart?.digest;
      return [wish.by, kind, configSha ?? null, artifact?.sha ?? chart?.version ?? null, digest ?? null];
    }
  }
}

function configPart({ configSha }: { readonly configSha?: string }): readonly string[] {
  return configSha === undefined ? [] : [configSha];
}

function digest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
