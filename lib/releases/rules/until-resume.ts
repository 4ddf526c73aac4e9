import type { Pin } from "../generated/schema.generated.ts";

/** How the reason of a pin ends that goes with a rollback: it holds events, and whoever asks is shown it. */
const UNTIL_RESUME = "until /deploy resume";

/** A pin that lasts until somebody resumes. @param reason what was done: `rolled back` */
export function pinUntilResume({ by, at, reason }: Pick<Pin, "by" | "at" | "reason">): Pin {
  return { by, at, reason: `${reason}, ${UNTIL_RESUME}` };
}

/** Whether a deploy that a person asks for ends a pin; one that somebody set for a reason of their own, it does not. */
export function isUntilResume(pin: Pin | undefined): boolean {
  return pin?.reason.endsWith(UNTIL_RESUME) === true;
}
