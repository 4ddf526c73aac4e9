import { type Lock } from "../releases/documents/locks.ts";
import type { Database, Policy } from "../releases/generated/schema.generated.ts";
import { freezeReason } from "../releases/rules/freeze.ts";
import { lockReason } from "../releases/rules/lock.ts";
import { pinReason } from "../releases/rules/outcome.ts";
import { stopOf } from "../releases/rules/undeployment.ts";
import { isUntilResume } from "../releases/rules/until-resume.ts";
import { entryOf } from "./entry.ts";
import type { Target } from "./target.ts";

/** What may hold a deploy, as the branch has it now. */
export interface Ledger {
  readonly database: Database;
  readonly policy: Policy;
  readonly locks: readonly Lock[];
}

/** Of whose deploys is asked, and when. */
export interface HoldQuestion {
  readonly target: Target;
  /** Whose record it is; the config's own unless said. */
  readonly container?: string | undefined;
  /** Now: ISO 8601 in UTC. */
  readonly at: string;
  /** Whether people ask, who are shown that the target was retired, undeployed or rolled back, and may deploy it all the same. */
  readonly bringsBack?: boolean | undefined;
}

/**
 * Why nothing may be deployed to a target now, in words that follow "because": its pin, that it was retired or undeployed, a
 * freeze, a lock; all that hold.
 */
export function holdReason(
  { database, policy, locks }: Ledger,
  { target, container = target.config, at, bringsBack = false }: HoldQuestion,
): string | undefined {
  const place = { container, channel: target.channel };
  const record = entryOf({ database }, target, container);
  const stop = record === undefined && !bringsBack ? stopOf(database, place) : undefined;
  const isPassed = bringsBack && isUntilResume(record?.pinned);
  return (
    [
      record && !isPassed ? pinReason(record, at) : undefined,
      stop?.because,
      freezeReason(policy, place, at),
      lockReason(locks, target, at),
    ]
      .filter((reason) => reason !== undefined)
      .join("; and ") || undefined
  );
}

/**
 * Why what is in git already is to get to no cluster now, in words that follow "because": a freeze or a lock that came since.
 * A pin keeps what git says.
 * @param isReleased whether an Actions writer has released it: the freeze has let that through
 */
export function haltReason(
  { policy, locks }: Pick<Ledger, "policy" | "locks">,
  { target, at, isReleased }: Pick<HoldQuestion, "target" | "at"> & { readonly isReleased: boolean },
): string | undefined {
  const place = { container: target.config, channel: target.channel };
  const reasons = [isReleased ? undefined : freezeReason(policy, place, at), lockReason(locks, target, at)];
  return reasons.filter((reason) => reason !== undefined).join("; and ") || undefined;
}

/**
 * What keeps a target as it is until somebody resumes, in words that follow "because": that it was retired, undeployed or
 * rolled back. A deploy that a person asks for ends it.
 */
export function stopReason(
  { database }: Pick<Ledger, "database">,
  target: Target,
  at: string,
): string | undefined {
  const record = entryOf({ database }, target);
  if (record === undefined) return stopOf(database, { ...target, container: target.config })?.because;
  return isUntilResume(record.pinned) ? pinReason(record, at) : undefined;
}
