import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runGit, type SlackMessage, type SlackUser } from "@release-channels/sandbox";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { talkIn, type Talk } from "./testing/talk.ts";
import { RELEASES, SOURCE, startTestWorld, wordsOf, type TestWorld } from "./testing/world.ts";

/** Two people's approvals, what comes between them, and what becomes of one whose giver may not give it any more. */

const WAITS = "waits for another person's approval";

let world: TestWorld;
let talk: Talk;
beforeAll(async () => {
  world = await startTestWorld({
    config: "people: { prod: { teams: [acme/release], permission: write, approvals: 2 } }",
  });
  const { github, alice, bob, dave } = world;
  github.setPermission(SOURCE, "dave", "write");
  github.setTeam("acme/release", ["alice", "bob", "dave"]);
  talk = talkIn(world);
  for (const [user, login] of [
    [alice, "alice"],
    [bob, "bob"],
    [dave, "dave"],
  ] as const)
    await world.link(user, login);
});
afterAll(() => world.stop());

const tip = async (): Promise<string> => (await world.github.tip(RELEASES)) ?? "";
/** The ids of the requests whose syncs were asked for. */
const syncs = (): readonly string[] =>
  world.argo.requests.flatMap(({ operation, body }) =>
    operation === "applications/sync" && body.includes("deploy-request")
      ? [String(JSON.parse(body).infos[0].value)]
      : [],
  );
const press = (user: SlackUser, message: SlackMessage, actionId: string) =>
  world.slack.click(user.id, message, { actionId });
const told = (user: SlackUser, says: string): Promise<SlackMessage> =>
  world.slack.waitFor(
    ({ onlyFor, text }) => onlyFor === user.id && text.startsWith(says),
    `${user.name} is told "${says}"`,
  );
const idIn = (message: SlackMessage): string => /request ([0-9a-f-]{36})/.exec(wordsOf(message))?.[1] ?? "";

/** Asked for and confirmed by alice. @returns its message, which waits for others */
async function asked(text: string): Promise<SlackMessage> {
  await talk.newBuild(text);
  const shown = await talk.newMessage(world.alice, "/deploy my-app main to prod", "waits for your word");
  await press(world.alice, shown, "ship");
  return talk.until(shown, `${WAITS} (0 of 2)`);
}

/** Presses Retry. @returns the message of the new request */
async function retried(message: SlackMessage): Promise<SlackMessage> {
  await press(world.alice, message, "retry");
  return world.slack.waitFor(
    (one) => wordsOf(one).includes("waits for your word") && idIn(one) !== idIn(message),
    "what was retried waits for a word",
  );
}

test("two other people have to approve, each once, and whoever asked does not count", async () => {
  const { alice, bob, dave } = world;
  const open = await asked("two");
  const before = await tip();
  await press(alice, open, "approve");
  await told(alice, "Nothing has changed: alice asked for this, so that another person has to approve it.");
  await press(bob, open, "approve");
  const half = await talk.until(open, `${WAITS} (1 of 2, by bob)`);
  await press(bob, half, "approve");
  await told(bob, "Nothing has changed: bob approved it at 2026-11-29T14:00:00");
  expect([await tip(), syncs()]).toEqual([before, []]);
  await press(dave, half, "approve");
  await talk.live(open);
  expect(syncs()).toEqual([idIn(open)]);
});

test("a lock that is taken between two approvals holds it, and after its end both are given anew", async () => {
  const { alice, bob, dave } = world;
  const open = await asked("locked between");
  const before = syncs();
  await press(bob, open, "approve");
  const half = await talk.until(open, `${WAITS} (1 of 2, by bob)`);
  await talk.newMessage(bob, "/deploy lock my-app in prod because incident 43", "is locked by bob");
  const locked = await tip();
  await press(dave, half, "approve");
  const held = await talk.until(open, ": held: ");
  const at = world.clock.now().toISOString().replace(".000Z", "Z");
  expect(held.text).toBe(
    `my-app → prod: held: my-app in prod is held, because my-app in prod was locked by bob on ${at}: incident 43: ask again when that has ended`,
  );
  expect([await tip(), syncs()]).toEqual([locked, before]);
  await talk.newMessage(dave, "/deploy unlock my-app in prod", "is unlocked");
  const again = await retried(held);
  await press(alice, again, "ship");
  const anew = await talk.until(again, `${WAITS} (0 of 2)`);
  await press(dave, anew, "approve");
  await talk.until(again, `${WAITS} (1 of 2, by dave)`);
  expect(syncs()).toEqual(before);
  await press(bob, anew, "approve");
  await talk.live(again);
  expect(syncs()).toEqual([...before, idIn(again)]);
});

test("a lock that comes while people are asked is told to them, and its end as well", async () => {
  const { bob, dave } = world;
  const open = await asked("told of a lock");
  await press(bob, open, "approve");
  await talk.until(open, `${WAITS} (1 of 2, by bob)`);
  await talk.newMessage(dave, "/deploy lock my-app in prod because incident 44", "is locked by dave");
  const at = world.clock.now().toISOString().replace(".000Z", "Z");
  const locked = await talk.until(open, "is held now");
  expect(locked.text).toBe(
    `my-app → prod: ${WAITS} (1 of 2, by bob); my-app in prod is held now, because my-app in prod was locked by dave on ${at}: incident 44`,
  );
  await talk.newMessage(dave, "/deploy unlock my-app in prod", "is unlocked");
  const free = await world.slack.waitFor(
    (one) => one.ts === open.ts && !wordsOf(one).includes("is held now"),
    "the message does not say any more that it is held",
  );
  expect(free.text).toBe(`my-app → prod: ${WAITS} (1 of 2, by bob)`);
  await press(dave, free, "approve");
  await talk.live(open);
});

test("an approver who loses the permission after the commit keeps the engine from being asked", async () => {
  const { alice, bob, dave, argo, github } = world;
  const open = await asked("permission lost");
  const [before, head] = [syncs(), await tip()];
  const compared = Promise.withResolvers<void>();
  argo.inject({
    operation: "applications/managed-resources",
    fault: { kind: "delay", ms: 0, gate: () => compared.promise },
    times: 1,
  });
  await press(bob, open, "approve");
  await press(dave, await talk.until(open, "(1 of 2, by bob)"), "approve");
  await talk.until(open, "the cluster compares");
  github.setPermission(SOURCE, "bob", "read");
  compared.resolve();
  const refused = await talk.until(open, ": forbidden: ");
  expect(refused.text).toBe(
    `my-app → prod: forbidden: bob approved it, and may not any more: bob has read in acme/my-app, but prod asks for write: ask an admin of acme/my-app for it. The cluster was not asked to sync, with 1 of 2 by others: dave: ask again for new approvals. Git says so already (${(await tip()).slice(0, 7)}), ahead of what prod-eu runs: ask again, or roll back`,
  );
  // It is in git, once, and GitHub hears that it did not get any further.
  const { gitDir } = github.repository(RELEASES);
  expect(await runGit(gitDir, "log", "--format=%b", `${head}..main`)).toContain(
    `Deploy-Request: ${idIn(open)}`,
  );
  await eventually(
    () => (github.deployments(SOURCE).at(0)?.statuses[0]?.state === "failure" ? true : undefined),
    () => "GitHub does not show that it has failed",
  );
  expect(syncs()).toEqual(before);
  github.setPermission(SOURCE, "bob", "write");
  const again = await retried(refused);
  await press(alice, again, "ship");
  await press(bob, await talk.until(again, `${WAITS} (0 of 2)`), "approve");
  await press(dave, await talk.until(again, "(1 of 2, by bob)"), "approve");
  await talk.live(again);
  expect(syncs()).toEqual([...before, idIn(again)]);
});
