import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { manualClock, startSlack, testGitHub, type Slack, type TestGitHub } from "@release-channels/sandbox";
import { pino } from "pino";
import { freePort } from "../../lib/http/testing/free-port.ts";
import { openStore, type Store } from "../../lib/store/store.ts";
import { createDeployServer, type DeployServer } from "./server.ts";
import { happen } from "./testing/happenings.ts";
import { deliver, disorder, tablesOf, workedOn } from "./testing/replay.ts";
import { startServer, type StartedServer } from "./testing/start-server.ts";

const RELEASES = "acme/releases";
const REPOSITORIES = ["acme/one", "acme/two", "acme/three"];
const SEED = 1;
/** Most acts make one event, a run three. */
const ACTS = 90;
const EVENTS = 150;

const clock = manualClock(new Date("2026-11-29T14:00:00Z"));
let github: TestGitHub;
let slack: Slack;
let first: StartedServer;
let store: Store;
const more: { readonly server: DeployServer; readonly store: Store }[] = [];

beforeAll(async () => {
  github = await testGitHub({ clock: () => clock.now() });
  slack = await startSlack({ clock });
  for (const repository of REPOSITORIES)
    await github.createRepository(repository, { files: { "README.md": "1\n" } });
  await github.createRepository(RELEASES, {
    files: {
      "db/db.json": `{"version":1,"releases":[]}\n`,
      "db/server.yaml": "version: 1\nclusters: {}\ntargets: {}\n",
    },
  });
  store = await openStore({ driver: "pglite" });
  first = await startServer({ github, slack, clock, store, releases: RELEASES });
});

afterAll(async () => {
  for (const { server } of [first, ...more]) {
    await server.stopWork();
    await server.app.close();
  }
  await Promise.all([store, ...more.map((one) => one.store)].map((one) => one.close()));
  await Promise.all([slack.close(), github.stop()]);
});

/** Another server with a store of its own, which GitHub knows nothing of. */
async function startAnother(): Promise<{ readonly url: string; readonly store: Store }> {
  const other = await openStore({ driver: "pglite" });
  const { settings } = first;
  const log = pino({ level: settings.logLevel });
  const readiness = { stopping: false };
  const server = await createDeployServer({ settings, store: other, clock, log, readiness, pollMs: 300 });
  more.push({ server, store: other });
  const port = await freePort();
  await server.app.listen({ host: "127.0.0.1", port });
  return { url: `http://127.0.0.1:${port}`, store: other };
}

test(`${EVENTS} events, shuffled, three times each, a tenth lost and swept: the tables of the run in order`, async () => {
  const settle = () => github.webhooksSettled();
  await happen(github, { repositories: REPOSITORIES, acts: ACTS, seed: SEED, settle });
  await workedOn(store.db);
  const deliveries = github.webhookDeliveries(first.githubApp).toReversed();
  expect(deliveries.length).toBeGreaterThanOrEqual(EVENTS);
  const expected = await tablesOf(store.db);

  const another = await startAnother();
  const to = { url: another.url, secret: first.settings.github.webhookSecret, db: another.store.db };
  const { sent, lost } = disorder(deliveries, SEED);
  expect(lost.length).toBeGreaterThan(5);
  await deliver(to, sent);
  expect(await tablesOf(another.store.db)).not.toEqual(expected);
  await deliver(to, lost);
  expect(await tablesOf(another.store.db)).toEqual(expected);
});
