import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { healthEndpoint, type Health, type HealthStatus, type Readiness } from "../../../lib/http/health.ts";
import type { LoadProblem } from "../database/load.ts";
import type { Store } from "../database/store.ts";

/** The component `health`. */
export interface DatabaseHealth extends Health {
  readonly version: string | null;
  readonly releases: number;
  readonly loaded_at: string | null;
  readonly checked_at: string | null;
  readonly problems: readonly LoadProblem[];
}

/** `GET /v1/health` */
export function databaseHealthEndpoint(store: Store, readiness: Readiness): Endpoint {
  return healthEndpoint("Whether a valid database is loaded, and if not, why", () =>
    describeHealth(store, readiness),
  );
}

export function describeHealth(
  { snapshot, problems, checkedAt }: Store,
  { stopping }: Readiness,
): DatabaseHealth {
  return {
    status: stopping ? "stopping" : statusOf(snapshot !== undefined, problems.length === 0),
    version: snapshot?.version ?? null,
    releases: snapshot?.size ?? 0,
    loaded_at: snapshot?.loadedAt.toISOString() ?? null,
    checked_at: checkedAt?.toISOString() ?? null,
    problems,
  };
}

function statusOf(served: boolean, good: boolean): HealthStatus {
  if (!served) return "unavailable";
  return good ? "ok" : "degraded";
}
