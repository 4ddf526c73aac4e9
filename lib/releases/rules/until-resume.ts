import type { Pin } from "../generated/schema.generated.ts";
import { isInForce, pinReason } from "./outcome.ts";

/** How the reason of a pin ends that goes with a rollback: it holds events, and whoever asks is shown it. */
const UNTIL_RESUME = "until /deploy resume";

/** A pin that lasts until somebody resumes. @param reason what was done: `rolled back` */
export function pinUntilResume({ by, at, reason }: Pick<Pin, "by" | "at" | "reason">): Pin {
  return { by, at, reason: `${reason}, ${UNTIL_RESUME}`, until_resume: true };
}

/** A pin that somebody sets for a reason of their own, whatever its words look like. */
export function pinByHand(pin: Pick<Pin, "by" | "at" | "reason" | "until">): Pin {
  return endsLikeResume(pin) ? { ...pin, until_resume: false } : pin;
}

/** Whether a deploy that a person asks for ends a pin; one that somebody set for a reason of their own, it does not. */
export function isUntilResume(pin: Pin | undefined): boolean {
  return pin !== undefined && (pin.until_resume ?? endsLikeResume(pin));
}

/** What told pins until a resume from others, before they had a field that does. */
function endsLikeResume({ reason }: Pick<Pin, "reason">): boolean {
  return reason.endsWith(UNTIL_RESUME);
}

/** What a deploy does with the pin on record. */
export interface PinOptions {
  /** Whether somebody who was shown that it is undeployed, or pinned until it is resumed, deploys it all the same. */
  readonly bringsBack?: boolean | undefined;
  /** The pin to set, or null to remove it; without it, the record keeps its pin. */
  readonly pin?: Pin | null | undefined;
  /** Now: ISO 8601 in UTC. */
  readonly at: string;
}

/** Why a record's pin holds a deploy, as a clause that follows "because"; undefined where it ends with this very deploy. */
export function pinHold(
  record: { readonly pinned?: Pin } | undefined,
  { bringsBack = false, at }: PinOptions,
): string | undefined {
  if (record === undefined || (bringsBack && isUntilResume(record.pinned))) return undefined;
  return pinReason(record, at);
}

/** The pin that a record has after a deploy: one in force stays, but for one that ends with this very deploy. */
export function pinAfter(
  record: { readonly pinned?: Pin } | undefined,
  { pin, at, bringsBack = false }: PinOptions,
): Pin | undefined {
  if (pin !== undefined) return pin ?? undefined;
  const pinned = record?.pinned;
  return pinned === undefined || !isInForce(pinned, at) || (bringsBack && isUntilResume(pinned))
    ? undefined
    : pinned;
}

/** Whether a deploy leaves a record's pin as it is; a pin that is over counts as none. */
export function keepsPin(record: { readonly pinned?: Pin } | undefined, options: PinOptions): boolean {
  const next = pinAfter(record, options);
  const now = record?.pinned;
  return next === now || (next === undefined && now !== undefined && !isInForce(now, options.at));
}
