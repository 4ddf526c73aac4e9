import { existsInCalendar } from "../../../lib/releases/documents/calendar.ts";
import { recordKey } from "../../../lib/releases/documents/database.ts";
import type { ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";
import { isInForce } from "../../../lib/releases/rules/outcome.ts";

/** Follows the pins of records at a moment: one that has ended holds nothing, and the next release takes it out of the file. */
export class PinEnds {
  /** Whose pins have ended. */
  readonly ended: string[] = [];
  /** When the next pin ends, in epoch milliseconds; undefined when none has an end. */
  nextEnd: number | undefined;
  /** Whether one ends at a moment that does not exist: such a database is refused as a whole. */
  hasImpossible = false;
  readonly #at: string;

  /** @param now epoch milliseconds */
  constructor(now: number) {
    this.#at = new Date(now).toISOString();
  }

  /** The record as it is at the moment: without a pin that has ended. */
  current(record: ReleaseRecord): ReleaseRecord {
    const { pinned, ...rest } = record;
    if (pinned?.until === undefined) return record;
    if (!existsInCalendar(pinned.until)) this.hasImpossible = true;
    if (isInForce(pinned, this.#at)) {
      this.nextEnd = Math.min(this.nextEnd ?? Infinity, Date.parse(pinned.until));
      return record;
    }
    this.ended.push(recordKey(record));
    return rest;
  }
}
