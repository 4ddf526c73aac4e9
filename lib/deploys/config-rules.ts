import type { Database, Policy } from "../releases/generated/schema.generated.ts";
import { configRecordOf } from "../releases/rules/config-deploy.ts";
import { placeProblems } from "../releases/rules/policy-problems.ts";
import { isPromotionOnly } from "../releases/rules/policy.ts";
import type { Artifactless } from "./desired.ts";
import type { RequestKind } from "./request.ts";
import type { Target } from "./target.ts";

/** What the release repository says of configs without an artifact. */
export interface ConfigRules {
  readonly database: Database;
  readonly policy: Policy;
  /** For messages. */
  readonly policyPath: string;
}

/** A commit of a config without an artifact, asked for. */
export interface ConfigDeploy {
  readonly kind: RequestKind;
  readonly target: Target;
  readonly to: Artifactless;
}

/**
 * What stands against a commit of a config in a channel. A rollback, and what is deployed again, has been through all of
 * that: only its place is judged.
 */
export function configProblems(rules: ConfigRules, { kind, target, to }: ConfigDeploy): readonly string[] {
  const { policy, policyPath } = rules;
  const { config: container, channel } = target;
  const place = placeProblems(policy, { container, channel }, policyPath).map(({ message }) => message);
  if (kind === "rollback" || kind === "reapply") return place;
  return [...place, ...promotionProblems(rules, target, to)];
}

/** Where a channel takes promotions only, an earlier one must have this very commit. */
function promotionProblems(
  { database, policy, policyPath }: ConfigRules,
  { config, channel }: Target,
  { configSha }: Artifactless,
): readonly string[] {
  if (!isPromotionOnly(policy, { channel })) return [];
  if (configRecordOf(database, { config, channel })?.sha === configSha) return [];
  const { channels = [] } = policy;
  const earlier = channels.slice(0, Math.max(0, channels.indexOf(channel)));
  const isThere = earlier.some(
    (one) => configRecordOf(database, { config, channel: one })?.sha === configSha,
  );
  return isThere
    ? []
    : [
        `${config} in ${channel}: ${channel} takes releases by promotion only, and no earlier channel has config ${configSha.slice(0, 7)}: deploy it to ${earlier.join(" or ") || "an earlier channel"} first, or remove ${channel} from promotion_only in ${policyPath}`,
      ];
}
