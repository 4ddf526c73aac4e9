import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runGit, send, tokenFor, type SlackMessage } from "@release-channels/sandbox";
import { VIRTUAL } from "../../lib/deploys/desired.ts";
import type { DeployRequest } from "../../lib/deploys/request.ts";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { receive } from "../../lib/store/inbox.ts";
import { LostLease } from "../../lib/store/lease.ts";
import { listRequests } from "../../lib/store/request-lists.ts";
import { inTransaction } from "../../lib/store/store.ts";
import { readReleaseState } from "./github/release-files.ts";
import { placeRequest } from "./testing/placed-request.ts";
import { talkIn, type Talk } from "./testing/talk.ts";
import { RELEASES, startTestWorld, type TestWorld } from "./testing/world.ts";
import { compare, observe, requestSync } from "./worker/sync.ts";
import { write } from "./worker/write.ts";

const APPLICATION = "my-app-prod";

let world: TestWorld;
let talk: Talk;
/** One that has succeeded. */
let done: DeployRequest;
beforeAll(async () => {
  world = await startTestWorld();
  talk = talkIn(world);
  await world.link(world.alice, "alice");
  await talk.newBuild("first");
  await talk.live(await shipped());
  done = { ...(await newestRequest()), wave: 0 };
});
afterAll(() => world.stop());

async function shipped(): Promise<SlackMessage> {
  const shown = await talk.newMessage(world.alice, "/deploy my-app main to prod", "waits for your word");
  await world.slack.click(world.alice.id, shown, { actionId: "ship" });
  return shown;
}

async function newestRequest(): Promise<DeployRequest> {
  const target = { config: "my-app", channel: "prod" };
  const [{ request } = { request: undefined }] = await listRequests(world.store.db, { target, limit: 1 });
  if (request === undefined) throw new Error("there is no request");
  return request;
}

/** Commits something that is to be synced. @returns 40 hex */
async function changeChart(name: string): Promise<string> {
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
  return world.commit(RELEASES, { [`apps/my-app/prod/templates/${name}.yaml`]: text });
}

const syncs = () =>
  world.argo.requests.filter(({ operation, status }) => operation === "applications/sync" && status === 200);

test("whoever typed what is given up is told so, and it is counted", async () => {
  const { slack, alice, deploys, store, url } = world;
  slack.inject({ operation: "users.info", fault: { kind: "status", status: 500 } });
  const payload = {
    team_id: slack.team.id,
    user_id: alice.id,
    channel_id: deploys.id,
    text: "why my-app prod",
  };
  for (const [key, attempts] of [
    ["tried often", 9],
    ["tried once", 0],
  ] as const) {
    await inTransaction(store.db, async (transaction) => {
      const { id } = await receive(transaction, { source: "slack", kind: "command", key, payload });
      await transaction.updateTable("inbox").set({ attempts }).where("id", "=", id).execute();
    });
  }
  const told = await slack.waitFor(
    ({ text }) => text.includes("is given up"),
    'a message says "is given up"',
  );
  expect(told.onlyFor).toBe(alice.id);
  expect(told.text).toMatch(
    /^`\/deploy why my-app prod` could not be dealt with in 10 attempts, and is given up: Slack did not say who U\w+ is: .*\. Look at `\/deploy status`, and do it again once that is mended; whoever runs the deploy server finds it as entry \d+ in the log\.$/,
  );
  slack.clearFaults();
  expect(await (await fetch(`${url}/metrics`)).text()).toContain("deploy_server_inbox_failed 1\n");
  // The other one is tried again, and answered.
  await slack.waitFor(
    ({ onlyFor, text }) => onlyFor === alice.id && text.startsWith("*my-app/prod*"),
    'alice is told "*my-app/prod*"',
  );
});

test("a replica that stood still does not ask for a sync of what another one has by now", async () => {
  const { store, server, argo } = world;
  const commit = await changeChart("first");
  const placed = await placeRequest(store.db, done);
  const slow = await placed.claim("slow");
  const quick = await placed.claim("quick");
  const request: DeployRequest = { ...done, id: placed.id, state: "requesting", commit };
  const before = syncs().length;
  await expect(requestSync(server.world, request, slow)).rejects.toThrow(LostLease);
  expect(syncs()).toHaveLength(before);
  expect(await requestSync(server.world, request, quick)).toMatchObject({ event: { type: "accepted" } });
  await argo.settled(APPLICATION);
  expect(syncs()).toHaveLength(before + 1);
  await placed.remove();
});

test("what keeps a sync out is the request's own where another replica was faster by a hair", async () => {
  const { server, argo } = world;
  const { config } = await readReleaseState(server.world.github, server.world.settings.releases);
  const [placement] = config.targets["my-app/prod"]!;
  const { target } = done;
  const engine = server.world.engines.at(placement!, config, target);
  const commit = await changeChart("second");
  const wanted = { target, to: VIRTUAL, config: { repository: "", path: "" } };
  const standingOf = async () => "not later" as const;
  const ask = {
    id: crypto.randomUUID(),
    repository: RELEASES,
    commit,
    wanted,
    prunes: false,
    since: "",
    standingOf,
  };
  const other = { ...ask, id: crypto.randomUUID() };
  const nobody = () => Promise.resolve();
  const before = syncs().length;
  argo.hold(APPLICATION);
  const faster = () => engine.request(ask, nobody).then(() => undefined);
  expect(await engine.request(ask, faster)).toEqual({ kind: "accepted", operation: ask.id });
  expect(syncs()).toHaveLength(before + 1);
  // Another request's operation keeps it out as before.
  await expect(engine.request(other, nobody)).rejects.toMatchObject({ code: "busy" });
  argo.release(APPLICATION);
  await argo.settled(APPLICATION);
  expect(syncs()).toHaveLength(before + 1);
});

test("what is written is not rejected because db/server.yaml is broken since", async () => {
  const { github, server } = world;
  const good = await runGit(github.repository(RELEASES).gitDir, "show", "main:db/server.yaml");
  await world.commit(RELEASES, { "db/server.yaml": "targets: [\n" });
  const unanswered: DeployRequest = { ...done, state: "writing", commit: undefined };
  expect(await write(server.world, unanswered, { id: unanswered.id, fence: 0 })).toEqual({
    kind: "event",
    event: { type: "committed", commit: done.commit },
  });
  // Its file is elsewhere, so that half of it may be missing.
  const elsewhere: DeployRequest = {
    ...unanswered,
    shown: {
      ...done.shown!,
      changes: done.shown!.changes.map((change) => ({ ...change, repository: "acme/charts" })),
    },
  };
  expect(await write(server.world, elsewhere, { id: elsewhere.id, fence: 0 })).toMatchObject({
    event: { type: "target refused", commit: done.commit, reason: { code: "ledger ahead" } },
  });
  // Of one that never got so far, nothing is found.
  const never: DeployRequest = { ...unanswered, id: crypto.randomUUID() };
  await expect(write(server.world, never, { id: never.id, fence: 0 })).rejects.toThrow("db/server.yaml");
  await world.commit(RELEASES, { "db/server.yaml": good });
});

test("what fails for a reason that nobody knows is tried for as long as the placement is given, and no longer", async () => {
  const { engines } = world.server.world;
  const broken = {
    ...world.server.world,
    engines: {
      kubernetes: engines.kubernetes,
      argoCd: engines.argoCd.bind(engines),
      at: () => {
        throw new TypeError("something is undefined");
      },
    },
  };
  const at = (minutesAgo: number): DeployRequest => ({
    ...done,
    state: "progressing",
    times: {
      committed: "2026-11-29T13:00:00Z",
      requesting: new Date(world.clock.now().getTime() - minutesAgo * 60_000).toISOString(),
    },
  });
  await expect(observe(broken, at(14))).rejects.toThrow("something is undefined");
  expect(await observe(broken, at(15))).toMatchObject({
    event: {
      type: "no word",
      reason: {
        code: "timed out",
        message:
          "there is no word from prod-eu, and the time for it is over; it may still come true. something is undefined",
      },
    },
  });
  // A wave that begins now has all its time, however long the one before took.
  const next = { ...at(60), state: "committed" as const };
  const times = { ...next.times, committed: world.clock.now().toISOString() };
  await expect(compare(broken, { ...next, times }, { id: next.id, fence: 0 })).rejects.toThrow(
    "something is undefined",
  );
});

test("a commit with more files than GitHub lists is shown, whatever is listed", async () => {
  const { server, github } = world;
  const many = await commitMany(301);
  const few = await commitMany(299);
  const own = (await github.tip(RELEASES)) ?? "";
  const before: DeployRequest = { ...done, state: "committed", commit: own };
  const outcome = await compare(server.world, before, { id: before.id, fence: 0 });
  expect(outcome).toMatchObject({
    event: { shown: { companions: [{ sha: many, files: ["more files than GitHub lists"] }] } },
  });
  expect(JSON.stringify(outcome)).not.toContain(few);
});

/** Files that no application reads, in one commit. */
async function commitMany(count: number): Promise<string> {
  const { github } = world;
  const files = Array.from({ length: count }, (_, index) => ({
    path: `notes/${count}/${index}.md`,
    contents: Buffer.from(`${index}\n`).toString("base64"),
  }));
  const answer = await send(github.graphqlUrl, {
    token: tokenFor(github, [RELEASES], { contents: "write" }),
    body: {
      query:
        "mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }",
      variables: {
        input: {
          branch: { repositoryNameWithOwner: RELEASES, branchName: "main" },
          expectedHeadOid: await github.tip(RELEASES),
          message: { headline: `Add ${count} notes` },
          fileChanges: { additions: files },
        },
      },
    },
  });
  return String(answer.json.data.createCommitOnBranch.commit.oid);
}

test("GitHub hears that a sync was stopped", async () => {
  const { github, slack, alice, argo } = world;
  const { sha } = await talk.newBuild("stopped");
  argo.hold(APPLICATION);
  const shown = await shipped();
  await argo.step(APPLICATION);
  const running = await talk.until(shown, '"action_id":"stop"');
  await slack.click(alice.id, running, { actionId: "stop" });
  await talk.until(shown, "alice cancelled it");
  const shownNow = () => [
    github.deployments("acme/my-app").find((one) => one.sha === sha)?.statuses[0]?.state,
    github.statuses("acme/my-app", sha)[0]?.state,
  ];
  await eventually(
    () => (shownNow().every((state) => state === "failure") ? true : undefined),
    () => `GitHub shows ${shownNow().join(" and ")}, and not that both have failed`,
  );
  argo.release(APPLICATION);
  await argo.settled(APPLICATION);
});
