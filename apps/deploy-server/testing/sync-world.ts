import {
  manualClock,
  startSlack,
  testGitHub,
  type ManualClock,
  type TestGitHub,
} from "@release-channels/sandbox";
import { eventually } from "../../../lib/http/testing/server-process.ts";
import type { Store } from "../../../lib/store/store.ts";
import { nextPageDue } from "../../../lib/store/sync-pages.ts";
import { findSync, type Sync } from "../../../lib/store/syncs.ts";
import { begin, type WantedSync } from "../syncs/begin.ts";
import { startServer, type StartedServer } from "./start-server.ts";

const RELEASES = "acme/releases";

/** A server that is told of nothing, beside a GitHub with a release repository. */
export interface SyncWorld extends StartedServer {
  readonly github: TestGitHub;
  readonly clock: ManualClock;
  readonly store: Store;
  /** Begins a sync. */
  readonly begin: (wanted?: Partial<WantedSync>) => Promise<Sync>;
  /** Syncs, and waits for the end. */
  readonly sync: (wanted?: Partial<WantedSync>) => Promise<Sync>;
  readonly stop: () => Promise<void>;
}

/** @param files of the release repository, beside an empty ledger and no targets */
export async function startSyncWorld(
  store: Store,
  files: Readonly<Record<string, string>> = {},
): Promise<SyncWorld> {
  const clock = manualClock(new Date("2026-11-29T14:00:00Z"));
  const github = await testGitHub({ clock: () => clock.now() });
  const slack = await startSlack({ clock });
  await github.createRepository(RELEASES, {
    private: true,
    files: {
      "db/db.json": `{"version":1,"releases":[]}\n`,
      "db/server.yaml": "version: 1\nclusters: {}\ntargets: {}\n",
      ...files,
    },
  });
  const started = await startServer({ github, slack, clock, store, releases: RELEASES });
  const { world } = started.server;
  // All of them are lost: what a sync is for.
  github.holdWebhooks();
  const beginOne: SyncWorld["begin"] = async ({ askedBy = "alice", isDryRun = false, confirmed = [] } = {}) =>
    (await begin(world, { askedBy, isDryRun, confirmed })).sync;
  return {
    ...started,
    github,
    clock,
    store,
    begin: beginOne,
    sync: async (wanted) => {
      const sync = await beginOne(wanted);
      return eventually(
        async () => {
          const now = await findSync(store.db, sync.id);
          if (now?.endedAt !== undefined) return now;
          // A page that did not come is due again later.
          const due = await nextPageDue(store.db, sync.id);
          if (due !== undefined && Date.parse(due) > clock.now().getTime()) {
            clock.advance(Date.parse(due) - clock.now().getTime());
            world.nudges.nudge("syncs");
          }
          return undefined;
        },
        () => `sync ${sync.id} does not end`,
      );
    },
    stop: async () => {
      await started.server.stopWork();
      await started.server.app.close();
      await store.close();
      await Promise.all([slack.close(), github.stop()]);
    },
  };
}
