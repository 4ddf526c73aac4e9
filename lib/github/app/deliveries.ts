import { createAppClient, type App } from "../client.ts";
import { LostAnswer } from "../failure/failure.ts";
import type { Session } from "../session.ts";
import { asApp } from "./as-app.ts";

/** An attempt to deliver an event to the App's webhook. */
export interface HookDelivery {
  readonly id: number;
  /** The same for all attempts of one event. */
  readonly guid: string;
  /** ISO 8601. */
  readonly deliveredAt: string;
  readonly event: string;
  /** Whether the App answered with a 2xx. */
  readonly isTaken: boolean;
}

/**
 * The newest hundred deliveries of the App's webhook, newest first: one request.
 * @see https://docs.github.com/en/rest/apps/webhooks#list-deliveries-for-an-app-webhook
 */
export async function listDeliveries(session: Session, app: App): Promise<readonly HookDelivery[]> {
  const client = createAppClient(session, app);
  return asApp(session, app, async () => {
    const { data } = await client.request("GET /app/hook/deliveries", { per_page: 100 });
    if (!Array.isArray(data)) throw new LostAnswer();
    return data.map(({ id, guid, delivered_at: deliveredAt, event, status_code: status }) => ({
      id: Number(id),
      guid,
      deliveredAt,
      event,
      isTaken: status >= 200 && status < 300,
    }));
  });
}

/**
 * Asks GitHub to deliver an event again: one request. It comes with the same guid.
 * @see https://docs.github.com/en/rest/apps/webhooks#redeliver-a-delivery-for-an-app-webhook
 */
export async function redeliver(session: Session, app: App, id: number): Promise<void> {
  const client = createAppClient(session, app);
  await asApp(session, app, () =>
    client.request("POST /app/hook/deliveries/{delivery_id}/attempts", { delivery_id: id }),
  );
}
