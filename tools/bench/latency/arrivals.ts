import { setTimeout as sleep } from "node:timers/promises";

/** A webhook as it is to be sent. */
export interface Arrival {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The commit whose deploy it is to ask for; undefined where nothing follows. */
  readonly deploys?: string | undefined;
}

/** What came of arrivals. */
export interface Arrived {
  /** When each deploy's webhook was due, by its commit, in epoch milliseconds. */
  readonly due: ReadonlyMap<string, number>;
  /** From when each was due until it was answered, in milliseconds. */
  readonly answeredMs: readonly number[];
}

/**
 * Sends each arrival when it is due, whatever became of those before it, and counts from then: a server, or this process,
 * that falls behind makes all that wait look as late as they are.
 * @param perSecond how many
 */
export async function arrive(url: string, arrivals: readonly Arrival[], perSecond: number): Promise<Arrived> {
  const start = Date.now() + 200;
  const due = new Map<string, number>();
  const sent = arrivals.map(async ({ headers, body, deploys }, index) => {
    const at = start + (index * 1000) / perSecond;
    if (deploys !== undefined) due.set(deploys, at);
    await sleep(Math.max(at - Date.now(), 0));
    const answer = await fetch(url, { method: "POST", headers, body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`what was sent was answered ${answer.status}: ${text}`);
    return Date.now() - at;
  });
  return { due, answeredMs: await Promise.all(sent) };
}
