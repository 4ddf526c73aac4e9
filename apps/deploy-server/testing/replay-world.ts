import { manualClock, startSlack, testGitHub, type TestGitHub } from "@release-channels/sandbox";
import { pino } from "pino";
import { freePort } from "../../../lib/http/testing/free-port.ts";
import type { Store } from "../../../lib/store/store.ts";
import { createDeployServer, type DeployServer } from "../server.ts";
import { happen } from "./happenings/happen.ts";
import { OTHER_ACCOUNT } from "./happenings/repositories.ts";
import { deliver, disorder, kindsOf, tablesOf, workedOn } from "./replay.ts";
import { startServer, type StartedServer } from "./start-server.ts";

const RELEASES = "acme/releases";
/** Of a repository that has come to an account, or left it. */
const REACH = "installation_repositories";

/** A GitHub with repositories in which much happens, and two servers: one is told of it, the other is not. */
export interface ReplayWorld {
  readonly github: TestGitHub;
  /** Lets a second pass in GitHub. */
  readonly tick: () => void;
  readonly repositories: readonly string[];
  readonly first: StartedServer;
  readonly second: { readonly url: string; readonly server: DeployServer };
  readonly stores: readonly [first: Store, second: Store];
  readonly stop: () => Promise<void>;
}

type Tables = Awaited<ReturnType<typeof tablesOf>>;

/** What a replay has come to. */
export interface Replayed {
  readonly events: number;
  readonly lost: number;
  /** How many of each kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Of the run in order; of the other before what was lost was swept, and after it. */
  readonly inOrder: Tables;
  readonly unswept: Tables;
  readonly swept: Tables;
}

/** @param stores two of their own, empty */
export async function startReplayWorld(
  stores: readonly [first: Store, second: Store],
  repositories: readonly string[],
): Promise<ReplayWorld> {
  const clock = manualClock(new Date("2026-11-29T14:00:00Z"));
  let seconds = 0;
  const github = await testGitHub({ clock: () => new Date(clock.now().getTime() + seconds * 1000) });
  const slack = await startSlack({ clock });
  for (const repository of repositories)
    await github.createRepository(repository, { files: { "README.md": "1\n" } });
  await github.createRepository(RELEASES, {
    files: {
      "db/db.json": `{"version":1,"releases":[]}\n`,
      "db/server.yaml": "version: 1\nclusters: {}\ntargets: {}\n",
    },
  });
  const [store, other] = stores;
  const first = await startServer({ github, slack, clock, store, releases: RELEASES });
  github.installApp(first.githubApp, OTHER_ACCOUNT);
  // Each would begin a sync, which mends whatever the other events have left wrong.
  github.failWebhooks({ loseAll: [REACH] });
  const { settings } = first;
  const server = await createDeployServer({
    settings,
    store: other,
    clock,
    log: pino({ level: settings.logLevel }),
    readiness: { stopping: false },
    pollMs: 300,
  });
  const port = await freePort();
  await server.app.listen({ host: "127.0.0.1", port });
  return {
    github,
    tick: () => {
      seconds += 1;
    },
    repositories,
    first,
    second: { url: `http://127.0.0.1:${port}`, server },
    stores,
    stop: async () => {
      for (const one of [first.server, server]) {
        await one.stopWork();
        await one.app.close();
      }
      for (const one of stores) await one.close();
      await Promise.all([slack.close(), github.stop()]);
    },
  };
}

/** Lets things happen, which the first server hears of in order; the second hears of them shuffled, repeated and lost. */
export async function replay(
  { github, tick, repositories, first, second, stores: [store, other] }: ReplayWorld,
  { acts, seed }: { readonly acts: number; readonly seed: number },
): Promise<Replayed> {
  await happen(github, { repositories, acts, seed, tick, settle: () => github.webhooksSettled() });
  await workedOn(store.db);
  const deliveries = github
    .webhookDeliveries(first.githubApp)
    .filter(({ event }) => event !== REACH)
    .toReversed();
  const { sent, lost } = disorder(deliveries, seed);
  const to = { url: second.url, secret: first.settings.github.webhookSecrets[0], db: other.db };
  await deliver(to, sent);
  const unswept = await tablesOf(other.db);
  await deliver(to, lost);
  return {
    events: deliveries.length,
    lost: lost.length,
    kinds: kindsOf(deliveries),
    inOrder: await tablesOf(store.db),
    unswept,
    swept: await tablesOf(other.db),
  };
}
