import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { healthEndpoint, type Health, type HealthStatus, type Readiness } from "../../../lib/http/health.ts";
import type { LoadProblem } from "../database/load.ts";
import type { Store } from "../database/store.ts";
import type { Follower } from "../follow/follower.ts";

/** The component `health`. */
export interface DatabaseHealth extends Health {
  readonly version: string | null;
  readonly releases: number;
  readonly loaded_at: string | null;
  readonly checked_at: string | null;
  readonly problems: readonly LoadProblem[];
  /** The branch that is followed; null where the files on disk are served. */
  readonly followed: FollowedHealth | null;
}

/** How the followed branch was found last. */
export interface FollowedHealth {
  readonly repository: string;
  readonly branch: string;
  readonly commit: string | null;
  readonly seen_at: string | null;
  readonly problem: string | null;
}

/** What is known of health, besides what every server knows. */
export interface HealthSources {
  readonly store: Store;
  readonly follower?: Follower | undefined;
}

/** `GET /v1/health` */
export function databaseHealthEndpoint(sources: HealthSources, readiness: Readiness): Endpoint {
  return healthEndpoint("Whether a valid database is loaded, and if not, why", () =>
    describeHealth(sources, readiness),
  );
}

export function describeHealth(
  { store: { snapshot, problems, checkedAt }, follower }: HealthSources,
  { stopping }: Readiness,
): DatabaseHealth {
  const isGood = problems.length === 0 && follower?.followed.problem === undefined;
  return {
    status: stopping ? "stopping" : statusOf(snapshot !== undefined, isGood),
    version: snapshot?.version ?? null,
    releases: snapshot?.size ?? 0,
    loaded_at: snapshot?.loadedAt.toISOString() ?? null,
    checked_at: checkedAt?.toISOString() ?? null,
    problems,
    followed: follower === undefined ? null : describeFollowed(follower),
  };
}

function describeFollowed({ repository, branch, followed }: Follower): FollowedHealth {
  const { commit = null, seenAt, problem = null } = followed;
  return { repository, branch, commit, seen_at: seenAt?.toISOString() ?? null, problem };
}

function statusOf(served: boolean, good: boolean): HealthStatus {
  if (!served) return "unavailable";
  return good ? "ok" : "degraded";
}
