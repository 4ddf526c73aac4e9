import type { Policy } from "../releases/generated/schema.generated.ts";
import { isPromotionOnly } from "../releases/rules/policy.ts";
import type { Target } from "./target.ts";

/** What is to run in a channel, and where it has to run before. */
export interface Promoted {
  readonly target: Target;
  /** An image, a chart's version, `config 1a2b3c4`. */
  readonly what: string;
  /** The channels of which one must have it. */
  readonly from: readonly string[];
  /** Whether a channel has this very thing. */
  readonly isIn: (channel: string) => boolean;
  /** What there is instead, in words that follow "and"; unless said, that no channel has it. */
  readonly instead?: string | undefined;
}

/** What stands against it where its channel takes releases by promotion only. */
export function promotionOnlyProblems(
  { policy, policyPath }: { readonly policy: Policy; readonly policyPath: string },
  { target: { config, channel }, what, from, isIn, instead }: Promoted,
): readonly string[] {
  if (!isPromotionOnly(policy, { channel }) || from.some(isIn)) return [];
  const lack = instead ?? `no earlier channel has ${what}`;
  const where = from.join(" or ") || "an earlier channel";
  return [
    `${config} in ${channel}: ${channel} takes releases by promotion only, and ${lack}: deploy ${what} to ${where} first, or remove ${channel} from promotion_only in ${policyPath}`,
  ];
}

/** The channels that come before one, in the policy's order; none for a channel that is not in it. */
export function earlierChannels({ channels = [] }: Policy, channel: string): readonly string[] {
  return channels.slice(0, Math.max(0, channels.indexOf(channel)));
}
