import type { Database, Policy } from "../releases/generated/schema.generated.ts";
import { configRecordOf } from "../releases/rules/config-deploy.ts";
import { placeProblems } from "../releases/rules/policy-problems.ts";
import type { Artifactless } from "./desired.ts";
import { earlierChannels, promotionOnlyProblems } from "./promotion-only.ts";
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
  const { database, policy, policyPath } = rules;
  const { config: container, channel } = target;
  const place = placeProblems(policy, { container, channel }, policyPath).map(({ message }) => message);
  if (kind === "rollback" || kind === "reapply") return place;
  const isIn = (one: string): boolean =>
    configRecordOf(database, { ...target, channel: one })?.sha === to.configSha;
  // What stands there has been promoted.
  if (isIn(channel)) return place;
  const what = `config ${to.configSha.slice(0, 7)}`;
  const from = earlierChannels(policy, channel);
  return [...place, ...promotionOnlyProblems(rules, { target, what, from, isIn })];
}
