import { setTimeout as sleep } from "node:timers/promises";
import { PUBLISHED_RATES, type DeskRecord } from "@release-channels/sandbox";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { askForAll, startApps, type Apps } from "./apps.ts";
import type { Figure } from "./promise.ts";
import { behind, mostInAMinute, type Ended, type Update } from "./updates.ts";

/** As many are under way at once. */
const DEPLOYS = 100;
/** Of them, so many end at the same moment, and the rest one after the other. */
const AT_ONCE = 30;
/** What Slack is told in a minute, at the most. */
const A_MINUTE = 45;
const PATIENCE_MS = 30 * 60_000;

export interface LiveOptions {
  /** How long all of them are under way, in seconds. */
  readonly seconds: number;
  readonly tell: (line: string) => void;
}

/** What Slack is sent while many deploys are under way, whose health changes all the time, and as they end. */
export async function live({ seconds, tell }: LiveOptions): Promise<readonly Figure[]> {
  const env = { SLACK_UPDATES_PER_MINUTE: String(A_MINUTE) };
  const world = await startApps({ count: DEPLOYS, isProtected: false, env });
  const { argo, site, apps } = world;
  const { slack } = site;
  try {
    for (const { name } of apps) argo.plan(name, { health: "Progressing" });
    await world.build("as many as there are");
    await askForAll(world, { says: "", atOnce: 5 });
    await untilSynced(world);
    tell(`${DEPLOYS} deploys are under way`);
    const { "chat.update": rate } = PUBLISHED_RATES;
    slack.limit(rate === undefined ? {} : { "chat.update": rate });
    const since = slack.requests.length;
    const waiting = [...apps];
    const end = Date.now() + seconds * 1000;
    for (let turn = 0; waiting.length > 0; turn += 1) {
      for (const { name } of waiting) argo.setHealth(name, turn % 2 === 0 ? "Suspended" : "Progressing");
      await sleep(1000);
      if (Date.now() < end) continue;
      const isFirst = waiting.length === DEPLOYS;
      for (const { name } of waiting.splice(0, isFirst ? AT_ONCE : 1)) argo.setHealth(name, "Healthy");
    }
    const ends = await untilTold(world);
    const updates = slack.requests
      .slice(since)
      .filter(({ operation }) => operation === "chat.update")
      .map(updateOf);
    tell(`${updates.length} updates, ${updates.filter(({ isFinal }) => isFinal).length} of them of an end`);
    return [
      { what: "updates a minute, of 100 live deploys", ours: mostInAMinute(updates), atMost: A_MINUTE },
      {
        what: "updates that Slack refused as too many",
        ours: updates.filter(({ status }) => status === 429).length,
        atMost: 0,
      },
      { what: "progress updates while an end waited", ours: behind(updates, ends), atMost: 0 },
    ];
  } finally {
    await world.stop();
  }
}

async function untilSynced({ argo, apps }: Apps): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  const isUnderWay = ({ name }: { readonly name: string }): boolean =>
    argo.application(name).status.health.status === "Progressing";
  while (!apps.every(isUnderWay)) {
    if (Date.now() > until) throw new Error("not all deploys got under way");
    await sleep(200);
  }
}

/** Waits until all have ended, and Slack has been told so. @returns when each had ended, by its message */
async function untilTold({ store }: Apps): Promise<readonly Ended[]> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const rows = await store.db
      .selectFrom("messages")
      .select(["address", "request_id", "is_final", "revision", "sent_revision"])
      .where("thread", "like", "slack %")
      .execute();
    if (rows.every((row) => row.is_final && row.revision === row.sent_revision)) {
      const requests = await listRequests(store.db, { limit: DEPLOYS });
      const times = new Map(requests.map(({ request }) => [request.id, request.times.succeeded]));
      return rows.map(({ address, request_id: id }) => {
        const at = times.get(id ?? "");
        if (at === undefined) throw new Error(`request ${id} has ended otherwise than live`);
        return { ts: String(Object(address).ts), at: Date.parse(at) };
      });
    }
    if (Date.now() > until) throw new Error("Slack was not told of each end");
    await sleep(500);
  }
}

function updateOf({ at, body, status }: DeskRecord): Update {
  const sent = new URLSearchParams(body);
  const isFinal = /live in/.test(`${sent.get("text")} ${sent.get("blocks")}`);
  return { ts: sent.get("ts") ?? "", at: at.getTime(), isFinal, status };
}
