import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { dispatchOf, sendDispatch, SHA, tokenFor } from "./testing/keyless.ts";
import { SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";

/** What releases through the server cost in requests to GitHub: docs/cost.md has these figures. */

const NAMES = ["api", "web", "worker"] as const;

let world: TestWorld;
beforeAll(async () => {
  const owned = NAMES.map((name) => [name, { repository: { name: SOURCE } }] as const);
  world = await startTestWorld({
    policy: { version: 1, channels: ["qa"], containers: Object.fromEntries(owned) },
  });
  // What is asked once for each server, such as for its token and the issuer's keys, is no dispatch's.
  await released("first");
  await released("second");
});
afterAll(() => world.stop());

let runId = 100;

/** Sends a dispatch of all containers. @returns what was asked of GitHub for it */
async function released(tag: string): Promise<readonly string[]> {
  const { github } = world;
  await github.webhooksSettled();
  const before = github.requests.length;
  runId += 1;
  const body = dispatchOf({
    releases: NAMES.map((container) => ({ container, channel: "qa", image: `acme/${container}:${tag}` })),
    source: { repository: SOURCE, sha: SHA, ref: "refs/heads/main", run_id: runId, run_attempt: 1 },
  });
  const answer = await sendDispatch(world, body, await tokenFor(world, body, { job: { runId } }));
  expect(answer.json.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    "applied",
    "applied",
    "applied",
  ]);
  await github.webhooksSettled();
  // Argo CD fetches by itself what was committed, and what is told on GitHub is told beside.
  const operations = github.requests.slice(before).map(({ operation }) => operation);
  return operations.filter((operation) => !/^(?:git:|repos\/create-)/.test(operation));
}

test("a dispatch takes four requests, for any number of containers", async () => {
  expect((await released("third")).toSorted()).toEqual([
    "graphql:CommitOnBranch",
    // What the commit has released, once GitHub tells of the push.
    "graphql:FileAt",
    "graphql:ReadBranch",
    "graphql:ReadBranch",
  ]);
});
