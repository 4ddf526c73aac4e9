import { setTimeout as sleep } from "node:timers/promises";

export interface ServerEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A client of /v1/events. */
export interface EventClient {
  /** Waits for the next event of a kind and skips others. */
  readonly next: (event: string) => Promise<ServerEvent>;
  /** Resolves when the server ends the stream. */
  readonly ended: Promise<void>;
  readonly close: () => void;
}

export async function listen(url: string, lastEventId?: string): Promise<EventClient> {
  const abort = new AbortController();
  const headers: Record<string, string> = lastEventId === undefined ? {} : { "last-event-id": lastEventId };
  const response = await fetch(`${url}/v1/events`, { headers, signal: abort.signal });
  if (response.body === null || !response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const events: ServerEvent[] = [];
  const ended = read(response.body, (event) => events.push(event)).catch(() => undefined);
  return {
    async next(kind) {
      for (;;) {
        const found = events.shift();
        if (found?.event === kind) return found;
        if (found !== undefined) continue;
        await sleep(10);
      }
    },
    ended,
    close: () => abort.abort(),
  };
}

async function read(body: ReadableStream<Uint8Array>, onEvent: (event: ServerEvent) => void): Promise<void> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of body) {
    text += decoder.decode(piece, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = new Map(
        block.split("\n").map((line) => [line.split(": ", 1)[0] ?? "", line.slice(line.indexOf(": ") + 2)]),
      );
      const event = fields.get("event");
      if (event === undefined) continue;
      onEvent({
        id: fields.get("id"),
        event,
        data: JSON.parse(fields.get("data") ?? "{}") as ServerEvent["data"],
      });
    }
  }
}
