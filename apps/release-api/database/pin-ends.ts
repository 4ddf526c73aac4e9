import { existsInCalendar } from "../../../lib/releases/documents/calendar.ts";
import { recordKey } from "../../../lib/releases/documents/database.ts";
import type { ReleaseRecord } from "../../../lib/releases/generated/schema.generated.ts";
import { isInForce } from "../../../lib/releases/rules/outcome.ts";

/** Tracks pins at a moment. A pin that has ended has no effect; the next release removes it from the file. */
export class PinEnds {
  /** Records whose pins have ended. */
  readonly ended: string[] = [];
  /** When the next pin ends, in epoch milliseconds; undefined if none has an end. */
  nextEnd: number | undefined;
  /** Whether a pin ends at a time that does not exist, which makes the whole database invalid. */
  hasImpossible = false;
  readonly #at: string;

  /** @param now epoch milliseconds */
  constructor(now: number) {
    this.#at = new Date(now).toISOString();
  }

  /** The record as of the moment: without a pin that has ended. */
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
