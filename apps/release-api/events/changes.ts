import { eventBytes } from "../../../lib/http/events/event-stream.ts";
import type { Differences } from "../database/differences.ts";
import type { Snapshot } from "../database/snapshot.ts";

/** The event for a change from one version to the next. */
export interface Change {
  readonly from: string;
  readonly to: string;
  readonly event: Buffer;
}

/** Clients that have missed more read everything again. */
const REMEMBERED = 64;
/** Beyond this many records, reading everything again is shorter. */
const LISTED = 500;
const MOST_BYTES = 128 * 1024;

/** The latest changes, for clients that reconnect or read slowly. */
export class Changes {
  readonly #recent: Change[] = [];

  add(change: Change): void {
    this.#recent.push(change);
    if (this.#recent.length > REMEMBERED) this.#recent.shift();
  }

  /** What changed since a version. @returns undefined if that is no longer known */
  after(version: string): Change | undefined {
    return this.#recent.findLast(({ from }) => from === version);
  }
}

export function changeOf(differences: Differences, after: Snapshot): Change {
  const { from, to, changed, removed } = differences;
  if (changed.length + removed.length <= LISTED) {
    const event = eventBytes("change", listing(differences, after), to);
    if (event.length <= MOST_BYTES) return { from, to, event };
  }
  const data = JSON.stringify({ from, to, changed: [], removed: [], complete: false });
  return { from, to, event: eventBytes("change", data, to) };
}

/** JSON on one line. */
function listing({ from, to, changed, removed }: Differences, after: Snapshot): string {
  const records = changed.map((record) => after.json(record, record + 1).toString());
  return `{"from":"${from}","to":"${to}","changed":[${records.join(",")}],"removed":${JSON.stringify(removed)},"complete":true}`;
}
