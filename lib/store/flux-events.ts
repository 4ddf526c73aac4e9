import type { Selectable } from "kysely";
import type { FluxName, FluxNotification } from "../deploys/flux/notification.ts";
import { step } from "./step.ts";
import type { Db } from "./store.ts";
import type { FluxEventTable } from "./tables.ts";

/** Remembers what Flux has told of a cluster's object. */
export async function recordFluxEvent(db: Db, cluster: string, told: FluxNotification): Promise<void> {
  const { object, severity, reason, message, revision = null, digest = null, at } = told;
  await step("flux events.record", () =>
    db
      .insertInto("flux_events")
      .values({ cluster, ...object, severity, reason, message, revision, digest, happened_at: at })
      .execute(),
  );
}

/** Which events count for a request. */
export interface ToldOf {
  readonly cluster: string;
  readonly object: FluxName;
  /** Or whatever has this commit: 40 hex. */
  readonly commit: string;
  /** ISO 8601; those before are about something else. */
  readonly since: string;
}

/** What Flux has told of an object, or of a commit, the oldest first. */
export async function fluxEventsOf(
  db: Db,
  { cluster, object: { kind, namespace, name }, commit, since }: ToldOf,
): Promise<readonly FluxNotification[]> {
  const rows = await step("flux events.list", () =>
    db
      .selectFrom("flux_events")
      .selectAll()
      .where("cluster", "=", cluster)
      .where("happened_at", ">=", since)
      .where((row) =>
        row.or([
          row.and([row("kind", "=", kind), row("namespace", "=", namespace), row("name", "=", name)]),
          row("revision", "=", commit),
        ]),
      )
      .orderBy("happened_at")
      .orderBy("id")
      .execute(),
  );
  return rows.map(notification);
}

function notification(row: Selectable<FluxEventTable>): FluxNotification {
  const { kind, namespace, name, severity, reason, message, revision, digest, happened_at: at } = row;
  const object = { kind, namespace, name };
  return {
    object,
    severity,
    reason,
    message,
    revision: revision ?? undefined,
    digest: digest ?? undefined,
    at,
  };
}
