import type { Tombstone } from "../generated/schema.generated.ts";

/** Why a retired place takes no releases, as a clause that follows "because". */
export function retiredReason({ container, channel, by, at, reason }: Tombstone): string {
  return `${container} in ${channel} was retired by ${by} on ${at}: ${reason}`;
}
