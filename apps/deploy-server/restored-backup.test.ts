import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runGit, type SlackMessage } from "@release-channels/sandbox";
import { pino } from "pino";
import { CONSENT_MS } from "../../lib/deploys/due.ts";
import { freeLeases } from "../../lib/store/embedded/free-leases.ts";
import type { Store } from "../../lib/store/store.ts";
import { backUp, restore, type Backup } from "../../lib/store/testing/backup.ts";
import { emptyStore } from "../../lib/store/testing/empty-store.ts";
import { createDeployServer, type DeployServer } from "./server.ts";
import { stepBegins } from "./testing/step-begins.ts";
import { talkIn, type Talk } from "./testing/talk.ts";
import { RELEASES, startTestWorld, type TestWorld } from "./testing/world.ts";

let world: TestWorld;
let talk: Talk;
/** The server that runs now, and its database. */
let server: DeployServer;
let store: Store;
beforeAll(async () => {
  world = await startTestWorld();
  talk = talkIn(world);
  ({ server, store } = world);
  await world.link(world.alice, "alice");
});
afterAll(async () => {
  await stop();
  await world.stop();
});

async function stop(): Promise<void> {
  await server.stopWork();
  await server.app.close();
  if (store !== world.store) await store.close();
}

/** A server at the same address that knows what was known when the backup was made. */
async function goBackTo(backup: Backup): Promise<void> {
  const { settings, clock } = world;
  await stop();
  store = await emptyStore();
  await restore(store.db, backup);
  // Whoever worked on something then is gone: nobody waits here until that shows.
  await freeLeases(store.db);
  server = await createDeployServer({
    settings,
    store,
    clock,
    log: pino({ level: settings.logLevel }),
    readiness: { stopping: false },
    pollMs: 300,
  });
  await server.app.listen({ host: "127.0.0.1", port: settings.port });
}

const asked = (): Promise<SlackMessage> =>
  talk.newMessage(world.alice, "/deploy my-app main to prod", "waits for your word");
const ship = (message: SlackMessage) => world.slack.click(world.alice.id, message, { actionId: "ship" });
const syncs = () =>
  world.argo.requests.filter(({ operation, status }) => operation === "applications/sync" && status === 200)
    .length;
const running = () => world.argo.application("my-app-prod").status.summary.images;

async function releases(): Promise<readonly string[]> {
  const { gitDir } = world.github.repository(RELEASES);
  const text = await runGit(gitDir, "log", "--reverse", "--format=%s", "--grep=^Deploy-Request:", "main");
  return text.trim().split("\n");
}

/** Deploys what is built first, with a backup at some moment of it. */
interface First {
  readonly message: SlackMessage;
  readonly backup: Backup;
  readonly image: string;
}

/** @param stepName undefined: while people are asked */
async function deployWithBackup(stepName: string | undefined): Promise<First> {
  const { image } = await talk.newBuild(`${stepName} one`);
  const message = await asked();
  let backup = stepName === undefined ? backUp(store.db) : undefined;
  if (backup !== undefined) await backup;
  const begun =
    stepName === undefined
      ? undefined
      : stepBegins(stepName, () => {
          backup = backUp(store.db);
        });
  await ship(message);
  await begun;
  await talk.live(message);
  if (backup === undefined) throw new Error("there is no backup");
  return { message, backup: await backup, image };
}

const MOMENTS = [
  ["while people are asked", undefined],
  ["before the commit", "write.commit"],
  ["before the sync", "sync.request"],
  ["while it is synced", "sync.observe"],
] as const;

describe.each(MOMENTS)("of a backup from %s", (_when, stepName) => {
  test("a deploy that was done since is found done, and told as such: one commit, one sync", async () => {
    const { message, backup, image } = await deployWithBackup(stepName);
    const [before, commits] = [syncs(), await releases()];
    await goBackTo(backup);
    if (stepName === undefined) world.clock.advance(CONSENT_MS);
    await talk.live(message);
    expect([syncs(), await releases(), running()]).toEqual([before, commits, [image]]);
  });

  test("a deploy that another one came after takes nothing back", async () => {
    const { message, backup } = await deployWithBackup(stepName);
    const { image } = await talk.newBuild(`${stepName} two`);
    const second = await asked();
    await ship(second);
    await talk.live(second);
    const [before, commits] = [syncs(), await releases()];
    await goBackTo(backup);
    if (stepName === undefined) world.clock.advance(CONSENT_MS);
    const [commit = ""] = [await world.github.tip(RELEASES)];
    await talk.until(
      message,
      `Argo CD has synced ${commit.slice(0, 7)} since, a later commit with another release`,
    );
    expect([syncs(), await releases(), running()]).toEqual([before, commits, [image]]);
  });
});
