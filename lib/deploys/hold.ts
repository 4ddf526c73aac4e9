import { chartAt, recordKey, type Place } from "../releases/documents/database.ts";
import { type Lock } from "../releases/documents/locks.ts";
import type { Database, Policy, Tombstone } from "../releases/generated/schema.generated.ts";
import { freezeReason } from "../releases/rules/freeze.ts";
import { lockReason } from "../releases/rules/lock.ts";
import { pinReason } from "../releases/rules/outcome.ts";
import { retiredReason } from "../releases/rules/tombstone.ts";
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
  /** Whether people ask, who are shown that the target was retired, and may bring it back. */
  readonly bringsBack?: boolean | undefined;
}

/**
 * Why nothing may be deployed to a target now, in words that follow "because": its pin, its retirement, a freeze, a lock;
 * all that hold.
 */
export function holdReason(
  { database, policy, locks }: Ledger,
  { target, container = target.config, at, bringsBack = false }: HoldQuestion,
): string | undefined {
  const place = { container, channel: target.channel };
  const key = recordKey(place);
  const record = database.releases.find((one) => recordKey(one) === key);
  const chart = chartAt(database, target);
  const tombstone = record === undefined && !bringsBack ? tombstoneOf(database, place) : undefined;
  return (
    [
      record && pinReason(record, at),
      chart && pinReason(chart, at),
      tombstone && retiredReason(tombstone),
      freezeReason(policy, place, at),
      lockReason(locks, target, at),
    ]
      .filter((reason) => reason !== undefined)
      .join("; and ") || undefined
  );
}

/** Why a target was retired, in words that follow "because"; undefined where it was not. */
export function retirementOf(
  { database }: Pick<Ledger, "database">,
  { config: container, channel }: Target,
): string | undefined {
  const key = recordKey({ container, channel });
  if (database.releases.some((one) => recordKey(one) === key)) return undefined;
  const tombstone = tombstoneOf(database, { container, channel });
  return tombstone && retiredReason(tombstone);
}

function tombstoneOf({ retired = [] }: Database, place: Place): Tombstone | undefined {
  return retired.find((one) => recordKey(one) === recordKey(place));
}
