import { statusesDiffer } from "../../../lib/deploys/sync/builds.ts";
import type { SyncPlace } from "../../../lib/deploys/sync/places.ts";
import { buildsOf } from "../../../lib/store/builds.ts";
import { allConfigs } from "../../../lib/store/known-repositories.ts";
import type { Db } from "../../../lib/store/store.ts";
import { placesOf } from "../../../lib/store/sync-pages.ts";
import type { Sync } from "../../../lib/store/syncs.ts";
import type { Scan } from "./scan.ts";

/** Only of repositories in which a config's artifact is built: nothing else decides by statuses. */
export async function statusPlaces(db: Db, sync: Sync, scan: Scan): Promise<readonly SyncPlace[]> {
  const stored = await allConfigs(db);
  const scanned = [...scan.repositories.values()].flatMap(([{ configs }]) => configs?.files ?? []);
  const sources = new Set(
    [...stored, ...scanned].flatMap(({ document }) => document?.artifact?.repository.toLowerCase() ?? []),
  );
  const installations = await installationsOf(db, sync);
  const places: SyncPlace[] = [];
  for (const [repositoryId, pages] of scan.repositories) {
    const repository = pages[0].name;
    const installation = installations.get(repositoryId);
    if (installation === undefined || !sources.has(repository.toLowerCase())) continue;
    const heads = new Map(pages.flatMap(({ branches }) => branches).map((one) => [one.head, one.statuses]));
    for (const [sha, statuses] of heads) {
      if (statuses.length === 0) continue;
      const known = await buildsOf(db, repositoryId, sha);
      if (statusesDiffer(known, statuses)) {
        places.push({ kind: "statuses", installation, repositoryId, repository, sha });
      }
    }
  }
  return places;
}

/** By which installation each repository was read. */
async function installationsOf(db: Db, { id }: Sync) {
  const places = await placesOf(db, id);
  return new Map(
    places.flatMap((place) =>
      place.kind === "heads" ? place.repositories.map((one) => [one.id, place.installation] as const) : [],
    ),
  );
}
