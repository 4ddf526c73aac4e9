import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runGit } from "@release-channels/sandbox";
import { pino } from "pino";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { listRequests } from "../../lib/store/request-lists.ts";
import { tellGitHub } from "./messages/github.ts";
import { createDeployServer, type DeployServer } from "./server.ts";
import { talkIn, type Talk } from "./testing/talk.ts";
import { RELEASES, SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";

let world: TestWorld;
let second: DeployServer;
let newMessage: Talk["newMessage"];
let until: Talk["until"];
let live: Talk["live"];
let newBuild: Talk["newBuild"];
beforeAll(async () => {
  world = await startTestWorld();
  ({ newMessage, until, live, newBuild } = talkIn(world));
  // A second replica on the same store: whatever is due, either may take.
  const { settings, store, clock } = world;
  second = await createDeployServer({
    settings,
    store,
    clock,
    log: pino({ level: settings.logLevel }),
    readiness: { stopping: false },
    pollMs: 300,
  });
  await world.link(world.alice, "alice");
  await world.link(world.bob, "bob");
});
afterAll(async () => {
  await second.stopWork();
  await world.stop();
});

const asked = (operation: string) => world.argo.requests.filter((request) => request.operation === operation);
const tip = async () => (await world.github.tip(RELEASES)) ?? "";

test("two replicas, two clicks, lost answers of GitHub and Argo CD: one commit, one sync", async () => {
  const { github, slack, argo, alice, bob } = world;
  const built = await newBuild("one");
  const before = await tip();
  const syncs = asked("applications/sync").length;
  github.inject({ operation: "graphql:CommitOnBranch", fault: { kind: "drop", when: "after" }, times: 1 });
  argo.inject({ operation: "applications/sync", fault: { kind: "drop", when: "after" }, times: 1 });
  const message = await newMessage(alice, "/deploy my-app main to prod", "waits for your word");
  const again = await newMessage(alice, "/deploy my-app main to prod", "You have asked for that already");
  expect(again.onlyFor).toBe(alice.id);
  await Promise.all([
    slack.click(alice.id, message, { actionId: "ship" }),
    slack.click(bob.id, message, { actionId: "ship" }),
  ]);
  await slack.waitFor(
    ({ onlyFor, text }) =>
      onlyFor !== undefined && /Nothing has changed: (alice|bob) confirmed it at/.test(text),
    'somebody is told "Nothing has changed"',
  );
  await live(message);
  const { gitDir } = github.repository(RELEASES);
  expect((await runGit(gitDir, "rev-list", `${before}..main`)).trim().split("\n")).toHaveLength(1);
  // The first answer was lost, and nothing was asked a second time.
  expect(
    asked("applications/sync")
      .slice(syncs)
      .map(({ status }) => status),
  ).toEqual([0]);
  expect(argo.application("my-app-prod").status.summary.images).toEqual([built.image]);
});

test("a webhook that was lost is asked for again, and passed on", async () => {
  const { github, slack, argo, alice, clock } = world;
  await newBuild("two");
  await github.webhooksSettled();
  const message = await newMessage(alice, "/deploy my-app main to prod", "waits for your word");
  const forwarded = asked("webhook").length;
  github.failWebhooks({ lose: 1 });
  await slack.click(alice.id, message, { actionId: "ship" });
  await until(message, "healthy, and watched for a while");
  expect(asked("webhook")).toHaveLength(forwarded);
  clock.advance(60_000);
  await until(message, "live in");
  await eventually(
    () => (asked("webhook").length > forwarded ? true : undefined),
    () => "the lost webhook was not made up for",
  );
  const push = JSON.parse(asked("webhook").at(-1)?.body ?? "{}");
  expect(push.after).toBe(await tip());
  expect(argo.application("my-app-prod").status.sync.revision).toBe(push.after);
});

test("a deploy that is told late after its successor is not shown as what runs", async () => {
  const { github, server, slack, store, alice } = world;
  const target = { config: "my-app", channel: "prod" };
  const built: { readonly sha: string; readonly id: string }[] = [];
  for (const text of ["early", "late"]) {
    const { sha } = await newBuild(text);
    const message = await newMessage(alice, "/deploy my-app main to prod", "waits for your word");
    await slack.click(alice.id, message, { actionId: "ship" });
    await live(message);
    const [newest] = await listRequests(store.db, { target, limit: 1 });
    built.push({ sha, id: newest!.request.id });
  }
  const shown = () =>
    built.map(({ sha }) => github.deployments(SOURCE).find((one) => one.sha === sha)?.statuses[0]?.state);
  await eventually(
    () => (shown()[1] === "success" ? true : undefined),
    () => `GitHub shows ${shown().join(", ")}`,
  );
  expect(shown()).toEqual(["inactive", "success"]);
  const [early] = built;
  const telling = {
    to: "github",
    target,
    sha: early!.sha,
    creationId: early!.id,
    description: "live",
  } as const;
  await tellGitHub(
    server.world,
    { ...telling, deployment: "success", status: "success" },
    { address: null, isRepeated: true },
  );
  expect(shown()).toEqual(["inactive", "success"]);
});

test("another's operation keeps ours out: it says whose, and ends it when it is told to", async () => {
  const { slack, argo, alice } = world;
  await newBuild("three");
  const message = await newMessage(alice, "/deploy my-app main to prod", "waits for your word");
  argo.addAccount("carol", [
    { action: "get", object: "payments/*" },
    { action: "sync", object: "payments/*" },
  ]);
  const token = await argo.createToken("carol");
  argo.hold("my-app-prod");
  await fetch(`${argo.url}/api/v1/applications/my-app-prod/sync`, {
    method: "POST",
    body: "{}",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  });
  await argo.step("my-app-prod");
  await slack.click(alice.id, message, { actionId: "ship" });
  const busy = await until(message, "an operation of carol runs on my-app-prod");
  const ended = asked("applications/terminate-operation").length;
  await slack.click(alice.id, busy, { actionId: "terminate" });
  await slack.waitFor(
    ({ onlyFor, text }) => onlyFor === alice.id && text.includes("The operation is being terminated"),
    'alice is told "The operation is being terminated"',
  );
  expect(
    asked("applications/terminate-operation")
      .slice(ended)
      .map(({ status }) => status),
  ).toEqual([200]);
  argo.release("my-app-prod");
  await argo.settled("my-app-prod");
  const retried = await newMessage(alice, "/deploy my-app main to prod", "waits for your word");
  await slack.click(alice.id, retried, { actionId: "ship" });
  await live(retried);
});

test("a rollback ships what ran before, by its digest", async () => {
  const { slack, argo, alice, github } = world;
  const [current] = argo.application("my-app-prod").status.summary.images ?? [];
  const message = await newMessage(alice, "/deploy rollback my-app in prod", "waits for your word");
  await slack.click(alice.id, message, { actionId: "ship" });
  await live(message);
  const [now] = argo.application("my-app-prod").status.summary.images ?? [];
  expect(now).not.toBe(current);
  const ledger = JSON.parse(await runGit(github.repository(RELEASES).gitDir, "show", "main:db/db.json"));
  expect(ledger.releases).toMatchObject([
    { image: now, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
  ]);
});

test.each([
  ["/deploy status", /my-app\/prod.*main-[0-9a-f]{7}.*last request: succeeded/],
  ["/deploy history my-app", /rollback by alice: succeeded[^]*deploy by alice: busy/],
  ["/deploy why my-app prod", /✓ account: alice on GitHub[^]*✓ team: alice is in acme\/release/],
  ["/deploy help", /\/deploy link/],
  ["/deploy status my-ap", /there is no app my-ap; did you mean my-app\?/],
])("%s answers whoever asks, and nobody else", async (command, says) => {
  const { slack, alice } = world;
  const known = new Set(slack.messages("deploys", alice.id).map(({ ts }) => ts));
  await slack.type(alice.id, "deploys", command);
  const answer = await slack.waitFor(
    (one) => !known.has(one.ts) && one.onlyFor === alice.id,
    `alice is answered ${command}`,
  );
  expect(answer.text).toMatch(says);
});

test("the code of a sign-in is good for whoever began, and nobody else", async () => {
  const { slack, alice, bob } = world;
  const answer = await newMessage(alice, "/deploy link", "/link?state=");
  const address = (/<(http[^|>]+)\|/.exec(answer.text)?.[1] ?? "").replaceAll("&amp;", "&");
  const away = await fetch(address, { redirect: "manual" });
  const back = await fetch(`${away.headers.get("location")}&as=bob`, { redirect: "manual" });
  const page = await (await fetch(back.headers.get("location") ?? "")).text();
  const code = /\/deploy link (\S+)</.exec(page)?.[1] ?? "";
  const stolen = await newMessage(bob, `/deploy link ${code}`, "Nothing was linked");
  expect(stolen.text).toContain("this code was made for somebody else in Slack");
  const forged = await newMessage(alice, `/deploy link ${code.slice(0, -2)}xx`, "Nothing was linked");
  expect(forged.text).toContain("this is no code of this server");
  expect(slack.messages("deploys", alice.id).some(({ text }) => text.includes("you are bob"))).toBe(false);
});
