import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runGit, type SlackMessage, type SlackUser } from "@release-channels/sandbox";
import { listRequests } from "../../../lib/store/request-lists.ts";
import { RELEASES, SOURCE, startTestWorld, wordsOf, type TestWorld } from "../testing/world.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await startTestWorld();
  await world.link(world.alice, "alice");
  await world.link(world.bob, "bob");
});
afterAll(() => world.stop());

const TARGET = { config: "my-app", channel: "prod" };

/** Waits for a message that was not there before something was done. */
async function newMessage(act: () => Promise<unknown>, says: string): Promise<SlackMessage> {
  const { slack, alice, bob } = world;
  const known = new Set([alice, bob].flatMap(({ id }) => slack.messages("deploys", id)).map(({ ts }) => ts));
  await act();
  return slack.waitFor(
    (one) => !known.has(one.ts) && wordsOf(one).includes(says),
    `a message says "${says}"`,
  );
}

const until = ({ ts }: SlackMessage, says: string) =>
  world.slack.waitFor((one) => one.ts === ts && wordsOf(one).includes(says), `a message says "${says}"`);

const ask = (user: SlackUser, says: string) =>
  newMessage(() => world.slack.type(user.id, "deploys", "/deploy my-app main to prod"), says);

const labelsOf = ({ blocks }: SlackMessage): readonly string[] =>
  [...JSON.stringify(blocks).matchAll(/"type":"plain_text","text":"([^"]*)"/g)]
    .map(([, label = ""]) => label)
    .filter((label) => !/\?|^(?:Yes|No)$/.test(label));

async function ship(message: SlackMessage, user: SlackUser): Promise<SlackMessage> {
  await world.slack.click(user.id, message, { actionId: "ship" });
  await until(message, "healthy, and watched for a while");
  world.clock.advance(60_000);
  return until(message, "live in");
}

async function build(text: string) {
  await world.commit(SOURCE, { "README.md": `${text}\n` });
  return world.build();
}

test("two people retry what was cancelled: one request, and the second is told whose", async () => {
  const { slack, alice, bob } = world;
  await build("one");
  const first = await ask(alice, "waits for your word");
  expect(labelsOf(first)).toEqual(["Ship all", "Cancel", "Show what changes", "Argo CD"]);
  await slack.click(alice.id, first, { actionId: "cancel" });
  const ended = await until(first, "alice cancelled it");
  expect(labelsOf(ended)).toEqual(["Retry"]);
  const before = (await listRequests(world.store.db, { target: TARGET, limit: 50 })).length;
  const retried = await newMessage(
    () =>
      Promise.all([
        slack.click(alice.id, ended, { actionId: "retry" }),
        slack.click(bob.id, ended, { actionId: "retry" }),
      ]),
    "waits for your word",
  );
  await slack.waitFor(
    ({ onlyFor, text }) => onlyFor !== undefined && /<@\w+> has asked for that already/.test(text),
    'somebody is told "has asked for that already"',
  );
  expect((await listRequests(world.store.db, { target: TARGET, limit: 50 })).length).toBe(before + 1);
  await ship(retried, alice);
});

test("all that a deploy changes is shown to whoever asks, each commit with its address", async () => {
  const { slack, alice, github } = world;
  await build("two");
  for (let number = 1; number <= 10; number += 1) {
    const path = `apps/my-app/prod/templates/extra-${number}.yaml`;
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra-${number}\n`;
    await world.commit(RELEASES, { [path]: text }, "carol");
  }
  const card = await ask(alice, "waits for your word");
  expect(wordsOf(card)).toContain("and 2 more");
  const shown = await newMessage(
    () => slack.click(alice.id, card, { actionId: "changes" }),
    "What changes in my-app/prod",
  );
  expect(shown.onlyFor).toBe(alice.id);
  for (const number of [1, 10]) expect(shown.text).toContain(`templates/extra-${number}.yaml`);
  expect(
    shown.text.match(new RegExp(`<${github.url}/acme/releases/commit/[0-9a-f]{40}\\|`, "g")),
  ).toHaveLength(10);
  for (const [user, says] of [
    [world.guest, "Nothing is shown: guests of the workspace cannot deploy: ask a member to."],
    [world.dave, "Nothing is shown: no GitHub account is linked: run /deploy link, and sign in to GitHub."],
  ] as const) {
    await slack.click(user.id, card, { actionId: "changes" });
    const told = await slack.waitFor(({ onlyFor }) => onlyFor === user.id, `${user.name} is told something`);
    expect(told.text).toBe(says);
  }
  await ship(card, alice);
});

test("the button of a deploy rolls it back, the button of an earlier one does not", async () => {
  const { slack, alice, argo } = world;
  const live = slack.messages("deploys", alice.id).filter((one) => wordsOf(one).includes("live in"));
  const [earlier, latest] = [live.at(-2), live.at(-1)];
  if (earlier === undefined || latest === undefined) throw new Error("two deploys were to be live");
  const running = argo.application("my-app-prod").status.summary.images?.[0];
  expect(labelsOf(latest)).toEqual([
    expect.stringMatching(/^Roll back to main-[0-9a-f]{7}$/),
    "Show what changes",
    "Argo CD",
  ]);
  // Nothing ran before the first one that anybody knows whole.
  expect(labelsOf(earlier)).toEqual(["Show what changes", "Argo CD"]);
  const back = await newMessage(
    () => slack.click(alice.id, latest, { actionId: "rollback" }),
    "waits for your word",
  );
  await ship(back, alice);
  expect(argo.application("my-app-prod").status.summary.images?.[0]).not.toBe(running);
  await newMessage(
    () => slack.click(alice.id, latest, { actionId: "rollback" }),
    "a later request has changed my-app/prod since",
  );
});

test("a rollback is not asked for again after something else has come, by the server or by hand", async () => {
  const { slack, alice, github } = world;
  const live = slack.messages("deploys", alice.id).filter((one) => wordsOf(one).includes("live in"));
  const [latest] = live.slice(-1);
  if (latest === undefined) throw new Error("a deploy was to be live");
  const asked = await newMessage(
    () => slack.click(alice.id, latest, { actionId: "rollback" }),
    "waits for your word",
  );
  await slack.click(alice.id, asked, { actionId: "cancel" });
  const ended = await until(asked, "alice cancelled it");
  const retryIt = (says: string) =>
    newMessage(() => slack.click(alice.id, ended, { actionId: "retry" }), says);
  const before = (await listRequests(world.store.db, { target: TARGET, limit: 50 })).length;

  const ledger = await runGit(github.repository(RELEASES).gitDir, "show", "main:db/db.json");
  const byHand = ledger.replace(/(acme\/my-app):main-[0-9a-f]{7}/, "$1:main-7654321");
  await world.commit(RELEASES, { "db/db.json": byHand }, "carol");
  const refused = await retryIt("Nothing was retried: the ledger says main-7654321");
  expect(refused.text).toMatch(
    /^Nothing was retried: the ledger says main-7654321 for my-app\/prod by now, and said main-[0-9a-f]{7}\. Ask for what is to run now\.$/,
  );
  await world.commit(RELEASES, { "db/db.json": ledger }, "carol");
  // As it was: then it is the same wish as before.
  const retried = await retryIt("waits for your word");
  await slack.click(alice.id, retried, { actionId: "cancel" });
  await until(retried, "alice cancelled it");

  await build("later");
  await ship(await ask(alice, "waits for your word"), alice);
  await newMessage(
    () => slack.click(alice.id, retried, { actionId: "retry" }),
    "Nothing was retried: a later request has changed my-app/prod since. Ask for what is to run now.",
  );
  expect((await listRequests(world.store.db, { target: TARGET, limit: 50 })).length).toBe(before + 2);
});

test("the link to Argo CD leads to the application's page, and its click changes nothing", async () => {
  const { slack, alice, argo } = world;
  const live = slack.messages("deploys", alice.id).filter((one) => wordsOf(one).includes("live in"));
  const [latest] = live.slice(-1);
  if (latest === undefined) throw new Error("a deploy was to be live");
  expect(JSON.stringify(latest.blocks)).toContain(
    JSON.stringify({
      type: "button",
      action_id: "engine",
      url: `${argo.url}/applications/my-app-prod`,
      text: { type: "plain_text", text: "Argo CD" },
    }),
  );
  const versions = latest.versions.length;
  expect(await slack.click(alice.id, latest, { actionId: "engine" })).toEqual({ kind: "acknowledged" });
  await newMessage(() => slack.type(alice.id, "deploys", "/deploy help"), "/deploy link");
  expect(latest.versions).toHaveLength(versions);
});

test("a sync that is under way is stopped by its button, and no other's operation is", async () => {
  const { slack, alice, argo } = world;
  await build("three");
  const card = await ask(alice, "waits for your word");
  argo.hold("my-app-prod");
  await slack.click(alice.id, card, { actionId: "ship" });
  await argo.step("my-app-prod");
  const running = await until(card, '"action_id":"stop"');
  const terminated = () =>
    argo.requests.filter(({ operation }) => operation === "applications/terminate-operation");
  const before = terminated().length;
  await slack.click(alice.id, running, { actionId: "stop" });
  await until(card, "alice cancelled it");
  expect(
    terminated()
      .slice(before)
      .map(({ status }) => status),
  ).toEqual([200]);
  argo.release("my-app-prod");
  await argo.settled("my-app-prod");
});

test("whoever waits for their turn needs the approvals that the channel asks for by then", async () => {
  const { slack, alice, bob, clock, github } = world;
  await build("four");
  const first = await ask(alice, "waits for your word");
  await slack.click(alice.id, first, { actionId: "ship" });
  await until(first, "healthy, and watched for a while");
  await build("five");
  const second = await ask(bob, "waits for your word");
  await slack.click(bob.id, second, { actionId: "ship" });
  await until(second, "waits for its turn");
  const config = await runGit(github.repository(RELEASES).gitDir, "show", "main:db/server.yaml");
  const stricter = config.replace("permission: write", "permission: write, approvals: 1");
  await world.commit(RELEASES, { "db/server.yaml": stricter });
  clock.advance(60_000);
  await until(first, "live in");
  await until(second, "waits for another person's approval");
  await slack.click(alice.id, second, { actionId: "approve" });
  await until(second, "healthy, and watched for a while");
  clock.advance(60_000);
  await until(second, "live in");
});

test("an unknown button changes nothing, and says so", async () => {
  const { alice, slack } = world;
  const [{ request } = { request: { id: "" } }] = await listRequests(world.store.db, {
    target: TARGET,
    limit: 1,
  });
  await newMessage(
    () =>
      world.signed("/slack/interactions", {
        payload: JSON.stringify({
          type: "block_actions",
          trigger_id: "1.2.unknown",
          user: { id: alice.id, team_id: slack.team.id },
          channel: { id: world.deploys.id },
          actions: [{ action_id: "launch", value: request.id }],
        }),
      }),
    'The button "launch" is not known here',
  );
});
