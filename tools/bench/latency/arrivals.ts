import { once } from "node:events";
import { Agent, request, type IncomingMessage } from "node:http";
import { text as textOf } from "node:stream/consumers";
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
  // Of its own: a connection that was open before may be closed by the server just when it is used again.
  const agent = new Agent({ keepAlive: true });
  const sent = arrivals.map(async ({ headers, body, deploys }, index) => {
    const at = start + (index * 1000) / perSecond;
    if (deploys !== undefined) due.set(deploys, at);
    await sleep(Math.max(at - Date.now(), 0));
    const { status, text } = await post(url, { agent, headers, body });
    if (status < 200 || status > 299) throw new Error(`what was sent was answered ${status}: ${text}`);
    return Date.now() - at;
  });
  try {
    return { due, answeredMs: await Promise.all(sent) };
  } finally {
    agent.destroy();
  }
}

async function post(
  url: string,
  { agent, headers, body }: Pick<Arrival, "headers" | "body"> & { readonly agent: Agent },
): Promise<{ readonly status: number; readonly text: string }> {
  const sending = request(url, { agent, method: "POST", headers });
  const answered = once(sending, "response");
  sending.end(body);
  const [answer]: IncomingMessage[] = await answered;
  if (answer === undefined) throw new Error("nothing was answered");
  return { status: answer.statusCode ?? 0, text: await textOf(answer) };
}
