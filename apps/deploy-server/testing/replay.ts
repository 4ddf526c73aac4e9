import { createHmac, randomUUID } from "node:crypto";
import { seededRandom, send, type WebhookDelivery } from "@release-channels/sandbox";
import { eventually } from "../../../lib/http/testing/server-process.ts";
import { inboxFigures } from "../../../lib/store/inbox.ts";
import type { Db } from "../../../lib/store/store.ts";
import { flagAt, numberAt, textAt } from "../narrow.ts";

/** An event, as GitHub would send it. */
export type Event = Pick<WebhookDelivery, "event" | "guid"> & {
  readonly request: Pick<WebhookDelivery["request"], "payload">;
};

/** How many deliveries are under way at once, as GitHub sends them. */
const AT_ONCE = 10;

/** Sends deliveries again, signed as GitHub signs them, and waits until all of them have been worked on. */
export async function deliver(
  { url, secret, db }: { readonly url: string; readonly secret: string; readonly db: Db },
  deliveries: readonly Event[],
): Promise<void> {
  const waiting = [...deliveries];
  const sendNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const body = JSON.stringify(next.request.payload);
      const signature = createHmac("sha256", secret).update(body).digest("hex");
      const headers = {
        "content-type": "application/json",
        "x-github-delivery": next.guid,
        "x-github-event": next.event,
        "x-hub-signature-256": `sha256=${signature}`,
      };
      const { status, text } = await send(`${url}/webhooks/github`, { method: "POST", body, headers });
      if (status !== 202) throw new Error(`${next.event} was answered ${status}: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendNext));
  await workedOn(db);
}

export async function workedOn(db: Db): Promise<void> {
  await eventually(
    async () => ((await inboxFigures(db)).waiting === 0 ? true : undefined),
    () => "the inbox is not empty",
  );
}

/** How many deliveries there are of each kind, see `kindOf`. */
export function kindsOf(deliveries: readonly WebhookDelivery[]): Readonly<Record<string, number>> {
  const kinds = Map.groupBy(deliveries, ({ event, request }) => kindOf(event, request.payload));
  const sorted = [...kinds].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([kind, { length }]) => [kind, length]));
}

/** What kind of event it is: `push`, `forced push`, `check_run completed`, `status failure`, `workflow_run completed again` */
export function kindOf(event: string, payload: object): string {
  const has = (flag: string): boolean => flagAt(payload, flag) === true;
  if (event === "push") {
    const how = ["created", "deleted", "forced"].find(has);
    return how === undefined ? event : `${how} ${event}`;
  }
  const isAgain = (numberAt(payload, "workflow_run", "run_attempt") ?? 1) > 1;
  const what = textAt(payload, "action") ?? textAt(payload, "state");
  return [event, ...(what === undefined ? [] : [what]), ...(isAgain ? ["again"] : [])].join(" ");
}

/** What comes of deliveries on a bad day. */
export interface Disorder {
  /** Shuffled; each up to three times, under one id or, replayed, under another. */
  readonly sent: readonly WebhookDelivery[];
  /** What was lost all three times, for the sweep. */
  readonly lost: readonly WebhookDelivery[];
}

/** A tenth is lost, the rest comes three times, in any order. */
export function disorder(deliveries: readonly WebhookDelivery[], seed: number): Disorder {
  const random = seededRandom(seed);
  const isLost = new Set(deliveries.filter(() => random() < 0.1));
  const lost = deliveries.filter((one) => isLost.has(one));
  const kept = deliveries.filter((one) => !isLost.has(one));
  const tripled = kept.flatMap((one) => [one, one, { ...one, guid: randomUUID() }]);
  return { sent: shuffled(tripled, random), lost: shuffled(lost, random) };
}

function shuffled<T>(list: readonly T[], random: () => number): readonly T[] {
  return list
    .map((one) => ({ one, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ one }) => one);
}

const TABLES = {
  repositories: ["id", "name", "default_branch", "is_archived", "is_reachable"],
  branches: ["repository_id", "name", "head"],
  pushes: ["repository_id", "branch", "before", "after", "forced"],
  commits: ["repository_id", "sha", "subject", "author", "committed_at"],
  builds: [
    "repository_id",
    "source",
    "number",
    "attempt",
    "sha",
    "branch",
    "name",
    "event",
    "state",
    "conclusion",
  ],
  deploy_configs: [
    "repository_id",
    "name",
    "path",
    "state",
    "config_sha",
    "blob",
    "team",
    "document",
    "problems",
  ],
  previews: ["repository_id", "config", "channel", "branch", "sha"],
} as const;

/** All that webhooks have told, in an order of its own, without when it was told. */
export async function tablesOf(db: Db): Promise<Readonly<Record<string, readonly string[]>>> {
  const tables: Record<string, readonly string[]> = {};
  for (const [table, columns] of Object.entries(TABLES)) {
    const rows = await db
      .selectFrom(table as keyof typeof TABLES)
      .selectAll()
      .execute();
    tables[table] = rows
      .map((row) => JSON.stringify(columns.map((column) => Object(row)[column])))
      .toSorted();
  }
  return tables;
}
