import type { Freeze, Policy, Release } from "../generated/schema.generated.ts";

/**
 * Why a release is frozen, in words that follow "because": `prod is frozen by alice until …: release week`.
 * @param at now: ISO 8601 in UTC
 * @returns undefined when no freeze holds it, be it of another channel or over
 */
export function freezeReason(
  { freezes = [] }: Policy,
  release: Pick<Release, "container" | "channel">,
  at: string,
): string | undefined {
  const freeze = freezes.find((candidate) => concerns(candidate, release) && lasts(candidate, at));
  if (freeze === undefined) return undefined;
  const { container, channel, by, until, reason } = freeze;
  const what = container === undefined ? channel : `${container} in ${channel}`;
  return `${what} is frozen by ${by}${until === undefined ? "" : ` until ${until}`}: ${reason}`;
}

function concerns(freeze: Freeze, { container, channel }: Pick<Release, "container" | "channel">): boolean {
  return freeze.channel === channel && (freeze.container ?? container) === container;
}

/** Up to the named moment; from then on releases go through. */
function lasts({ until }: Freeze, at: string): boolean {
  return until === undefined || Date.parse(at) < Date.parse(until);
}
