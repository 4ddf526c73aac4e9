import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runGit, send } from "@release-channels/sandbox";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { configsNamed } from "../../lib/store/deploy-configs.ts";
import { pushFiles } from "./testing/push.ts";
import { talkIn, type Talk } from "./testing/talk.ts";
import { CHARTS, RELEASES, startTestWorld, wordsOf, type TestWorld } from "./testing/world.ts";

/** A config without an image: what is adopted is the commit of its repository that was synced. */

const APPLICATION = "my-app-prod";
const VALUES = "apps/my-app/prod/values.yaml";
const CONFIG = "version: 1\nname: my-app\nchannels: { prod: {} }\n";

let world: TestWorld;
let talk: Talk;
/** The config's commits: the one that is deployed, and a later one. */
let [deployed, later] = ["", ""];
beforeAll(async () => {
  world = await startTestWorld({
    config: `people: { prod: { teams: [acme/release] } }\nconfigs: { my-app: { repository: ${CHARTS} } }`,
    sources: (urlOf) => ({
      sources: [
        {
          repoURL: urlOf(RELEASES),
          path: "apps/my-app/prod",
          targetRevision: "main",
          helm: { valueFiles: ["values.yaml"] },
        },
        { repoURL: urlOf(CHARTS), ref: "settings", targetRevision: "main" },
      ],
    }),
  });
  talk = talkIn(world);
  const { github, store } = world;
  for (const login of ["alice", "bob"]) github.setPermission(CHARTS, login, "write");
  await world.link(world.alice, "alice");
  deployed = await pushFiles(github, { repository: CHARTS, files: { ".deploy/my-app.yaml": CONFIG } });
  await eventually(
    async () => ((await configsNamed(store.db, "my-app")).length === 1 ? true : undefined),
    () => "the server does not know of the config",
  );
  const config = await git("show", "main:db/server.yaml");
  const values = await git("show", `main:${VALUES}`);
  await world.commit(RELEASES, {
    "db/server.yaml": config.replace("field: image.tag", "field: config"),
    [VALUES]: `${values}config: "${"0".repeat(40)}"\n`,
  });
});
afterAll(() => world.stop());

const git = (...args: readonly string[]): Promise<string> =>
  runGit(world.github.repository(RELEASES).gitDir, ...args);
const tip = async (): Promise<string> => (await world.github.tip(RELEASES)) ?? "";
const ledger = async (): Promise<unknown> => JSON.parse(await git("show", "main:db/db.json")).configs;

/** As whoever presses "Sync" in Argo CD, which takes the head of each source. */
async function syncByHand(): Promise<void> {
  const { argo } = world;
  argo.addAccount("carol", [
    { action: "get", object: "payments/*" },
    { action: "sync", object: "payments/*" },
  ]);
  const headers = {
    authorization: `Bearer ${await argo.createToken("carol")}`,
    "content-type": "application/json",
  };
  const at = `${argo.url}/api/v1/applications/${APPLICATION}`;
  await send(`${at}?refresh=normal`, { headers });
  expect((await send(`${at}/sync`, { method: "POST", body: {}, headers })).status).toBe(200);
  await argo.settled(APPLICATION);
}

test("the commit that somebody has synced by hand is written to the ledger and to the file", async () => {
  const shown = await talk.newMessage(
    world.alice,
    `/deploy my-app config ${deployed.slice(0, 7)} to prod`,
    "waits for your word",
  );
  await world.slack.click(world.alice.id, shown, { actionId: "ship" });
  await talk.live(shown);
  later = await pushFiles(world.github, { repository: CHARTS, files: { "limits.yaml": "limits: large\n" } });
  await syncByHand();
  const before = await tip();
  const adopting = await talk.newMessage(world.alice, "/deploy adopt my-app in prod", "waits for your word");
  expect(wordsOf(adopting)).toContain(`${VALUES} config: ${deployed} → ${later}`);
  expect(wordsOf(adopting)).toContain(
    `⚠ prod-eu really runs config ${later.slice(0, 7)}, and the ledger says config ${deployed.slice(0, 7)}`,
  );
  expect(await tip()).toBe(before);
  await world.slack.click(world.alice.id, adopting, { actionId: "ship" });
  await talk.until(adopting, "healthy, and watched for a while");
  world.clock.advance(60_000);
  await talk.until(adopting, "adopted in");
  expect(await ledger()).toMatchObject([
    { config: "my-app", channel: "prod", repository: CHARTS, sha: later, released_by: "alice" },
  ]);
  expect(await git("show", `main:${VALUES}`)).toContain(`config: "${later}"`);
  expect((await git("diff", "--name-only", before, "main")).trim().split("\n")).toEqual([
    VALUES,
    "db/db.json",
  ]);
});

test("where git says the commit that runs, there is nothing to adopt", async () => {
  const before = await tip();
  const { text } = await talk.newMessage(world.alice, "/deploy adopt my-app in prod", ": rejected: ");
  expect(text).toBe(
    `my-app → prod: rejected: my-app/prod runs config ${later.slice(0, 7)}, just as git says: there is nothing to adopt`,
  );
  expect(await tip()).toBe(before);
});

test("a commit that is on no branch that counts is not adopted", async () => {
  const { github, argo } = world;
  const head = (await github.tip(CHARTS)) ?? "";
  await github.createBranch(CHARTS, "topic");
  const sha = await pushFiles(github, {
    repository: CHARTS,
    branch: "topic",
    files: { "limits.yaml": "limits: huge\n" },
  });
  const { spec } = argo.application(APPLICATION);
  const sources = spec.sources?.map((one) =>
    one.ref === "settings" ? { ...one, targetRevision: "topic" } : one,
  );
  argo.configure(APPLICATION, { ...spec, ...(sources !== undefined && { sources }) });
  await syncByHand();
  const before = await tip();
  const { text } = await talk.newMessage(world.alice, "/deploy adopt my-app in prod", ": rejected: ");
  expect(text).toBe(
    `my-app → prod: rejected: commit ${sha.slice(0, 7)} of ${CHARTS} is not on main: merge it there, and ask again`,
  );
  expect([await tip(), await github.tip(CHARTS)]).toEqual([before, head]);
});
