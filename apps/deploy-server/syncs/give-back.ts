import type { SyncPlace } from "../../../lib/deploys/sync/places.ts";
import { GitHubFailure, passes } from "../../../lib/github/failure/failure.ts";
import type { Lease } from "../../../lib/store/lease.ts";
import { pageFailed, pageRead, type SyncPage } from "../../../lib/store/sync-pages.ts";
import { isoTime } from "../clock.ts";
import { messageOf } from "../trouble.ts";
import type { World } from "../world.ts";
import { chunks } from "./pages.ts";

const MOST_ATTEMPTS = 5;
const FIRST_RETRY_MS = 2_000;

/** Tried again later, in halves if it may be too much at once, or given up: then the sync is not whole. */
export async function giveBack(
  world: World,
  sync: Lease<string>,
  { page, error }: { readonly page: SyncPage; readonly error: unknown },
): Promise<void> {
  const { number, place } = page;
  const now = world.clock.now().getTime();
  const failure = error instanceof GitHubFailure ? error.failure : undefined;
  const isLimit = failure?.code === "rate-limit";
  const attempts = page.attempts + (isLimit ? 0 : 1);
  const halves = attempts >= 2 && failure?.code === "transient" ? halvesOf(place) : [];
  const message = messageOf(error);
  if (place.kind !== "installations") world.github.forgetInstallation(place.installation.id);
  world.log.warn(
    { sync: sync.id, page: number, kind: place.kind, err: error },
    `a page did not come: ${message}`,
  );
  if (halves.length > 0) {
    const found = { kind: "heads", repositories: [] } as const;
    await pageRead(world.db, sync, { page: number, found, more: halves, at: isoTime(world.clock) });
    return;
  }
  const isOver = attempts >= MOST_ATTEMPTS || (failure !== undefined && !passes(failure));
  const inMs = isLimit ? failure.until - Date.now() : FIRST_RETRY_MS * 2 ** (attempts - 1);
  await pageFailed(world.db, sync, {
    page: number,
    attempts,
    error: message,
    retryAt: isOver ? undefined : new Date(now + Math.max(0, inMs)).toISOString(),
  });
}

/** GitHub ends a query that takes it longer than ten seconds. */
function halvesOf(place: SyncPlace): readonly SyncPlace[] {
  if (place.kind !== "heads" || place.repositories.length < 2) return [];
  const { repositories } = place;
  return chunks(repositories, Math.ceil(repositories.length / 2)).map((half) => ({
    ...place,
    repositories: half,
  }));
}
