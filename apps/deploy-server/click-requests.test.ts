import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SlackMessage } from "@release-channels/sandbox";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { talkIn, type Talk } from "./testing/talk.ts";
import { RELEASES, startTestWorld, type TestWorld } from "./testing/world.ts";

let world: TestWorld;
let talk: Talk;
beforeAll(async () => {
  world = await startTestWorld();
  talk = talkIn(world);
  await world.link(world.alice, "alice");
  // What is asked once for each server, such as for its tokens, is no click's.
  await shipped(await waiting("first"));
});
afterAll(() => world.stop());

/** @returns the message that waits for alice's word */
async function waiting(text: string): Promise<SlackMessage> {
  await talk.newBuild(text);
  const message = await talk.newMessage(world.alice, "/deploy my-app main to prod", "waits for your word");
  await world.github.webhooksSettled();
  return message;
}

/** @returns what was asked from the click until Argo CD had taken the sync, and for the deploy's sake alone */
async function shipped(message: SlackMessage) {
  const { github, argo, slack, alice } = world;
  const before = { github: github.requests.length, argo: argo.requests.length };
  await slack.click(alice.id, message, { actionId: "ship" });
  const asked = await eventually(
    () => {
      const since = argo.requests.slice(before.argo);
      const sync = since.findIndex(
        ({ operation, status }) => operation === "applications/sync" && status === 200,
      );
      // Whatever comes after it, on a machine that is slow to look, is asked for what becomes of the sync.
      return sync === -1 ? undefined : since.slice(0, sync + 1);
    },
    () => "Argo CD is not asked for a sync",
  );
  const operations = {
    // What is told on GitHub is told beside, and Argo CD itself fetches what it deploys.
    github: github.requests
      .slice(before.github)
      .map(({ operation }) => operation)
      .filter((operation) => !/^(?:git:|repos\/create-)/.test(operation)),
    // A push of the server's own is passed on when GitHub tells of it, before the sync or after.
    argo: asked.map(({ operation }) => operation).filter((operation) => operation !== "webhook"),
  };
  await talk.live(message);
  return operations;
}

const PERMISSION = ["repos/get-collaborator-permission-level", "teams/get-membership-for-user-in-org"];
const BUILD = ["actions/list-workflow-runs-for-repo", "repos/get-combined-status-for-ref"];
const COMMITTED = "graphql:CommitOnBranch";
/** Whether it would sync by itself, and whether it may: nothing is committed that could not be synced. */
const STANDING = ["applications/get", "applications/sync-windows"];
const COMPARED_AND_SYNCED = ["applications/get", "applications/managed-resources", "applications/sync"];

test("a click asks GitHub and Argo CD for each thing once, and for what somebody may before each act", async () => {
  const { github, argo } = await shipped(await waiting("second"));
  expect(github.toSorted()).toEqual(
    [
      // Who clicks, and whether they may.
      "graphql:ReadBranch",
      ...PERMISSION,
      // The turn: what the branch says now, and how the build is; the commit is made on that very head.
      "graphql:ReadBranch",
      ...BUILD,
      COMMITTED,
      // Before the sync: what the branch says now, and whether they still may.
      "graphql:ReadBranch",
      ...PERMISSION,
    ].toSorted(),
  );
  expect(argo.slice(0, 2).toSorted()).toEqual(STANDING);
  expect(argo.slice(2)).toEqual(COMPARED_AND_SYNCED);
});

test("after a minute Argo CD is asked again, and after a push GitHub for what lies in between", async () => {
  const late = await waiting("third");
  world.clock.advance(60_001);
  expect((await shipped(late)).argo.toSorted()).toEqual([...STANDING, ...COMPARED_AND_SYNCED].toSorted());
  const pushed = await waiting("fourth");
  await world.commit(RELEASES, { "README.md": "the near miss: no application reads it\n" });
  await world.github.webhooksSettled();
  const { github, argo } = await shipped(pushed);
  expect(argo.filter((operation) => operation === "applications/sync-windows")).toHaveLength(1);
  expect(github.filter((operation) => /compare|FindCommit/.test(operation)).toSorted()).toEqual([
    "graphql:FindCommit",
    "repos/compare-commits-with-basehead",
    "repos/compare-commits-with-basehead",
  ]);
});
