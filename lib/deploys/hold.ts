import { recordKey } from "../releases/documents/database.ts";
import type { Database, Policy } from "../releases/generated/schema.generated.ts";
import { freezeReason } from "../releases/rules/freeze.ts";
import { pinReason } from "../releases/rules/outcome.ts";
import { retiredReason } from "../releases/rules/tombstone.ts";
import { lockReason, type Lock } from "./lock.ts";
import type { Target } from "./target.ts";

/** What may hold a deploy, as the branch has it now. */
export interface Ledger {
  readonly database: Database;
  readonly policy: Policy;
  readonly locks: readonly Lock[];
}

/**
 * Why nothing may be deployed to a target now, in words that follow "because": its pin, its retirement, a freeze, a lock;
 * all that hold.
 * @param container whose record it is; undefined for a config without an artifact
 * @param at now: ISO 8601 in UTC
 */
export function holdReason(
  { database, policy, locks }: Ledger,
  {
    target,
    container = target.config,
    at,
  }: { readonly target: Target; readonly container?: string | undefined; readonly at: string },
): string | undefined {
  const place = { container, channel: target.channel };
  const key = recordKey(place);
  const record = database.releases.find((one) => recordKey(one) === key);
  const tombstone =
    record === undefined ? database.retired?.find((one) => recordKey(one) === key) : undefined;
  return (
    [
      record && pinReason(record, at),
      tombstone && retiredReason(tombstone),
      freezeReason(policy, place, at),
      lockReason(locks, target, at),
    ]
      .filter((reason) => reason !== undefined)
      .join("; and ") || undefined
  );
}
