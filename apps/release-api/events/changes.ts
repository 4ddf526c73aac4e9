import type { Differences } from "../database/differences.ts";
import type { Snapshot } from "../database/snapshot.ts";

/** A change as it is sent: from one version to the next. */
export interface Change {
  readonly from: string;
  readonly to: string;
  /** JSON on one line. */
  readonly data: string;
}

/** Who has missed more reads everything again. */
const REMEMBERED = 64;
/** Beyond this, reading everything is less to send. */
const LISTED = 500;

/** The last changes, for clients that come back. */
export class Changes {
  readonly #recent: Change[] = [];

  add(change: Change): void {
    this.#recent.push(change);
    if (this.#recent.length > REMEMBERED) this.#recent.shift();
  }

  /**
   * What happened since a version.
   * @returns undefined when that is not known any more
   */
  since(version: string, now: string): readonly Change[] | undefined {
    if (version === now) return [];
    const first = this.#recent.findLastIndex(({ from }) => from === version);
    return first < 0 ? undefined : this.#recent.slice(first);
  }
}

export function changeOf({ from, to, changed, removed }: Differences, after: Snapshot): Change {
  const complete = changed.length + removed.length <= LISTED;
  const records = complete ? changed.map((record) => after.json(record, record + 1).toString()) : [];
  const gone = JSON.stringify(complete ? removed : []);
  const data = `{"from":"${from}","to":"${to}","changed":[${records.join(",")}],"removed":${gone},"complete":${complete}}`;
  return { from, to, data };
}
