import type { ApiResponse } from "../../../http/answer.ts";
import { notFound } from "../../errors.ts";
import type { WebhookDelivery } from "../../model.ts";
import { timestamp } from "../../shapes/time.ts";
import type { AppRoute } from "./route.ts";

const DEFAULT_PAGE = 30;
const MAX_PAGE = 100;
/** GitHub keeps them, and sends them again, for three days. */
const KEPT_MS = 3 * 24 * 3_600_000;

export const listHookDeliveries: AppRoute = {
  operation: "apps/list-webhook-deliveries",
  query: ["per_page", "cursor", "status"],
  answer({ world, app, query, url }) {
    const wanted = query.get("status");
    const kept = world.webhooks
      .list(app)
      .filter(({ deliveredAt }) => world.clock().getTime() - deliveredAt.getTime() <= KEPT_MS)
      .filter(
        ({ statusCode }) =>
          wanted === null || (wanted === "success") === (statusCode >= 200 && statusCode < 400),
      );
    const size = Math.min(Number(query.get("per_page") ?? DEFAULT_PAGE), MAX_PAGE);
    const cursor = query.get("cursor");
    const from = cursor === null ? 0 : kept.findIndex(({ id }) => `v1_${id}` === cursor);
    const next = from === -1 ? undefined : kept[from + size];
    const items = from === -1 ? [] : kept.slice(from, from + size);
    return {
      status: 200,
      headers: next === undefined ? {} : { link: linkTo(url, `v1_${next.id}`) },
      body: items.map(itemShape),
    };
  },
};

export const getHookDelivery: AppRoute = {
  operation: "apps/get-webhook-delivery",
  query: [],
  answer({ world, app, params }) {
    const found = world.webhooks.list(app).find(({ id }) => String(id) === params["delivery_id"]);
    if (found === undefined) throw notFound();
    const { url, request, response } = found;
    return { status: 200, body: { ...itemShape(found), url, request, response } };
  },
};

export const redeliverHook: AppRoute = {
  operation: "apps/redeliver-webhook-delivery",
  query: [],
  answer({ world, app, params }): ApiResponse {
    if (!world.webhooks.redeliver(app, Number(params["delivery_id"]))) throw notFound();
    return { status: 202, body: {} };
  },
};

function linkTo(url: URL, cursor: string): string {
  const linked = new URL(url);
  linked.searchParams.set("cursor", cursor);
  return `<${linked.href}>; rel="next"`;
}

const itemShape = (delivery: WebhookDelivery): Record<string, unknown> => ({
  id: delivery.id,
  guid: delivery.guid,
  delivered_at: timestamp(delivery.deliveredAt),
  redelivery: delivery.redelivery,
  duration: 0.1,
  status: delivery.status,
  status_code: delivery.statusCode,
  event: delivery.event,
  action: delivery.action,
  installation_id: delivery.installationId,
  repository_id: delivery.repositoryId,
  throttled_at: null,
});
