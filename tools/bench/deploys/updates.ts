/** An update of a message, as Slack has got it. */
export interface Update {
  /** The message. */
  readonly ts: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Whether it says how the deploy has ended. */
  readonly isFinal: boolean;
  /** Of the answer. */
  readonly status: number;
}

/** When a deploy has ended that a message is of. */
export interface Ended {
  readonly ts: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

const MINUTE_MS = 60_000;
/** What was on its way already, when an end was stored. */
const ON_ITS_WAY_MS = 1_000;

/** The most updates that came within any minute. */
export function mostInAMinute(updates: readonly Pick<Update, "at">[]): number {
  const within = ({ at }: Pick<Update, "at">): number =>
    updates.filter((one) => one.at >= at && one.at < at + MINUTE_MS).length;
  return Math.max(0, ...updates.map(within));
}

/** How many updates that are no end came while an end waited that was there before them. */
export function behind(updates: readonly Update[], ends: readonly Ended[]): number {
  const waits = ends.map(({ ts, at }) => {
    const told = updates.find((one) => one.ts === ts && one.isFinal && one.status === 200);
    return { from: at + ON_ITS_WAY_MS, until: told?.at ?? Number.POSITIVE_INFINITY };
  });
  return updates.filter(
    ({ isFinal, at }) => !isFinal && waits.some(({ from, until }) => from < at && at < until),
  ).length;
}
