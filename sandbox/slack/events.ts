import type { Deliveries } from "./deliveries.ts";
import type { App } from "./model.ts";
import type { World } from "./world.ts";

/** Slack tries an event again at once, after one minute and after five. */
const RETRY_AFTER_MS = [0, 60_000, 300_000] as const;

const REASONS: Readonly<Record<string, string>> = {
  operation_timeout: "http_timeout",
  dispatch_failed: "connection_failed",
  http_client_error: "http_error",
  http_service_error: "http_error",
};

/**
 * Tells an app of an event, again until it has acknowledged it or three more attempts have failed.
 * @param event such as `{ type: "app_mention", … }`
 * @returns how many times it was sent
 */
export async function sendEvent(
  world: World,
  deliveries: Deliveries,
  app: App,
  event: Readonly<Record<string, unknown>>,
): Promise<number> {
  const payload = {
    token: app.verificationToken,
    team_id: world.team.id,
    api_app_id: app.id,
    event,
    type: "event_callback",
    event_id: world.newId("Ev"),
    event_time: Math.floor(world.clock.now().getTime() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: world.team.id,
        user_id: app.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
  };
  let result = await deliveries.deliver(app, { type: "events_api", url: app.eventsUrl, payload });
  for (const [at, ms] of RETRY_AFTER_MS.entries()) {
    if (result.kind === "acknowledged") return at + 1;
    const reason = REASONS[result.error] ?? "unknown_error";
    if (ms > 0) await new Promise<void>((resolve) => void world.clock.after(ms, resolve));
    result = await deliveries.deliver(app, {
      type: "events_api",
      url: app.eventsUrl,
      payload,
      retry: { number: at + 1, reason },
    });
  }
  return RETRY_AFTER_MS.length + 1;
}
