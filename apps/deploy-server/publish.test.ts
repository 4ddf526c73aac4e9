import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { send, startRunner, tokenFor, type Runner, type RunRecord } from "@release-channels/sandbox";
import { talkIn, type Talk } from "./testing/talk.ts";
import { RELEASES, startTestWorld, type TestWorld } from "./testing/world.ts";

/** In the place of the workflow that builds an image: what it is called with is what this is about. */
const PUBLISH = `on:
  workflow_call:
    secrets:
      RELEASE_APP_PRIVATE_KEY: { required: false }
permissions: {}
concurrency: { group: publish, cancel-in-progress: false }
jobs:
  image:
    runs-on: ubuntu-latest
    steps:
      - run: echo "published $GITHUB_SHA"
`;

let world: TestWorld;
let talk: Talk;
let runner: Runner;
let directory: string;
beforeAll(async () => {
  world = await startTestWorld();
  talk = talkIn(world);
  await world.link(world.alice, "alice");
  await world.commit(RELEASES, {
    ".github/workflows/publish.yml": PUBLISH,
    ".github/workflows/publish-deploys.yml": readFileSync(".github/workflows/publish-deploys.yml", "utf8"),
  });
  directory = await mkdtemp(join(tmpdir(), "publish-"));
  runner = await startRunner({ github: world.github, directory });
});
afterAll(async () => {
  await runner.close();
  await world.stop();
  await rm(directory, { recursive: true, force: true });
});

/** The runs that published something, each with the commit. */
const published = (): readonly string[] =>
  runner.runs.filter((run) => run.jobs.some(isPublished)).map(({ run }) => run.event.sha);
const isPublished = ({ log }: RunRecord["jobs"][number]): boolean => log.includes("published ");

test("the release API is published once for a deploy, and for nobody else's commit", async () => {
  const { github, slack, alice } = world;
  await talk.newBuild("published");
  const shown = await talk.newMessage(alice, "/deploy my-app main to prod", "waits for your word");
  await slack.click(alice.id, shown, { actionId: "ship" });
  await talk.live(shown);
  const deployed = await github.tip(RELEASES);
  await runner.idle();
  expect(published()).toEqual([deployed]);

  // A person's commit and a workflow's, each with the ledger changed: theirs are published as they ever were.
  const path = `${github.apiUrl}/repos/${RELEASES}/contents/db/db.json`;
  for (const kind of ["pat", "actions"] as const) {
    const token = tokenFor(github, [RELEASES], { contents: "write" }, kind);
    const { sha, content } = (await send(path, { token })).json;
    const text = `${Buffer.from(content, "base64").toString("utf8")}\n`;
    const body = { message: "release(my-app): prod", content: Buffer.from(text).toString("base64"), sha };
    expect((await send(path, { token, method: "PUT", body })).status).toBe(200);
  }
  await runner.idle();
  expect(published()).toEqual([deployed]);
});
