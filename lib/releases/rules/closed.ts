import type { Lock, Policy, Release } from "../generated/schema.generated.ts";
import { freezeReason } from "./freeze.ts";
import { lockReason } from "./lock.ts";
import { isServerOnly } from "./policy.ts";

/** What may close a place to releases and retirements alike. */
export interface Gates {
  readonly policy: Policy;
  /** The locks of `db/locks.json`. */
  readonly locks?: readonly Lock[] | undefined;
  /** Who writes; the deploy server alone gets into its own channels. */
  readonly writer?: "server" | undefined;
  /** Now: ISO 8601 in UTC. */
  readonly at: string;
}

/** Why a place is closed, whatever is on record there: each reason a clause that follows "because". */
export function gateReasons(
  { policy, locks = [], writer, at }: Gates,
  { container, channel }: Pick<Release, "container" | "channel">,
): readonly string[] {
  return [
    freezeReason(policy, { container, channel }, at),
    lockReason(locks, { config: container, channel }, at),
    writer !== "server" && isServerOnly(policy, { channel })
      ? `${channel} is deployed by the server: ask it with /deploy`
      : undefined,
  ].filter((reason) => reason !== undefined);
}
