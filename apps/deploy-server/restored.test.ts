import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runGit } from "@release-channels/sandbox";
import { pino } from "pino";
import { eventually } from "../../lib/http/testing/server-process.ts";
import type { Store } from "../../lib/store/store.ts";
import { emptyStore } from "../../lib/store/testing/empty-store.ts";
import { createDeployServer, type DeployServer } from "./server.ts";
import { talkIn, type Talk } from "./testing/talk.ts";
import { RELEASES, startTestWorld, type TestWorld } from "./testing/world.ts";

let world: TestWorld;
let talk: Talk;
let restored: DeployServer;
let empty: Store;
beforeAll(async () => {
  world = await startTestWorld();
  talk = talkIn(world);
  await world.link(world.alice, "alice");
});
afterAll(async () => {
  await restored.stopWork();
  await restored.app.close();
  await empty.close();
  await world.stop();
});

/** The server at the same address with a database in which nothing is. */
async function loseDatabase(): Promise<void> {
  const { server, settings, clock } = world;
  await server.stopWork();
  await server.app.close();
  empty = await emptyStore();
  restored = await createDeployServer({
    settings,
    store: empty,
    clock,
    log: pino({ level: settings.logLevel }),
    readiness: { stopping: false },
    pollMs: 300,
  });
  await restored.app.listen({ host: "127.0.0.1", port: settings.port });
}

test("with an empty database nothing is deployed by itself, and history and rollback are there again", async () => {
  const { github, slack, argo, alice, clock } = world;
  const images: string[] = [];
  for (const text of ["one", "two"]) {
    images.push((await talk.newBuild(text)).image);
    const message = await talk.newMessage(alice, "/deploy my-app main to prod", "waits for your word");
    await slack.click(alice.id, message, { actionId: "ship" });
    await talk.live(message);
  }
  await talk.newBuild("three");
  const left = await talk.newMessage(alice, "/deploy my-app main to prod", "waits for your word");
  await github.webhooksSettled();
  const before = await github.tip(RELEASES);
  const syncs = argo.requests.filter(({ operation }) => operation === "applications/sync").length;

  // A webhook is lost meanwhile: the restored server makes up for it.
  github.failWebhooks({ lose: 1 });
  await world.commit(RELEASES, { "docs/readme.md": "nothing of it is deployed\n" }, "carol");
  await github.webhooksSettled();
  await loseDatabase();
  clock.advance(60_000);
  await eventually(
    () => empty.db.selectFrom("inbox").select("id").where("kind", "=", "push").executeTakeFirst(),
    () => "the lost webhook was not asked for again",
  );
  await talk.newBuild("four");
  await github.webhooksSettled();
  await eventually(
    async () =>
      (await empty.db.selectFrom("inbox").select("id").where("state", "=", "waiting").execute()).length === 0
        ? true
        : undefined,
    () => "the inbox is not worked on",
  );
  const { gitDir } = github.repository(RELEASES);
  const since = await runGit(gitDir, "log", "--format=%s", `${before}..main`);
  expect(since.trim()).toBe("Change docs/readme.md");
  expect(argo.requests.filter(({ operation }) => operation === "applications/sync")).toHaveLength(syncs);
  expect(await empty.db.selectFrom("requests").selectAll().execute()).toEqual([]);

  // What people have left there only refuses.
  await slack.click(alice.id, left, { actionId: "ship" });
  await slack.waitFor(
    ({ onlyFor, text }) => onlyFor === alice.id && text.includes("not known here any more: ask again"),
    'alice is told "not known here any more: ask again"',
  );
  await talk.newMessage(alice, "/deploy my-app main to prod", "/deploy link");

  const history = await talk.newMessage(alice, "/deploy history my-app", "released by alice");
  const tags = images.map((image) => image.slice(image.lastIndexOf(":") + 1));
  expect([...history.text.matchAll(/`([^`]+)` released by alice/g)].map(([, tag]) => tag)).toEqual(
    tags.toReversed(),
  );
  await world.link(alice, "alice");
  const message = await talk.newMessage(alice, "/deploy rollback my-app in prod", "waits for your word");
  await slack.click(alice.id, message, { actionId: "ship" });
  await talk.live(message);
  expect(argo.application("my-app-prod").status.summary.images).toEqual([images[0]]);
});
