import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { dispatchOf, sendDispatch, tokenFor } from "./testing/keyless.ts";
import { SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";

/** What releases through the server cost in requests to GitHub: docs/cost.md has these figures. */

/** What tells the build's commit. */
const TOLD = [
  "repos/create-commit-status",
  "repos/create-deployment",
  // Whether the cluster has reported it before: two more where it has reported anything.
  "graphql:RolloutsOfEnvironment",
  "repos/create-deployment-status",
];
const NAMES = ["api", "web", "worker"] as const;

let world: TestWorld;
let sha: string;
beforeAll(async () => {
  const owned = NAMES.map((name) => [name, { repository: { name: SOURCE } }] as const);
  world = await startTestWorld({
    policy: { version: 1, channels: ["qa"], containers: Object.fromEntries(owned) },
  });
  ({ sha } = await world.build());
  // What is asked once for each server, such as for its token and the issuer's keys, is no dispatch's.
  await released("first");
  await released("second");
});
afterAll(() => world.stop());

let runId = 100;

/** Sends a dispatch of all containers. @returns what was asked of GitHub for it */
async function released(tag: string): Promise<readonly string[]> {
  const { github } = world;
  // Alone: the one before is a minute ago.
  world.clock.advance(60_000);
  await github.webhooksSettled();
  const before = github.requests.length;
  runId += 1;
  const body = dispatchOf({
    releases: NAMES.map((container) => ({ container, channel: "qa", image: `acme/${container}:${tag}` })),
    source: { repository: SOURCE, sha, ref: "refs/heads/main", run_id: runId, run_attempt: 1 },
  });
  const answer = await sendDispatch(world, body, await tokenFor(world, body, { job: { runId, sha } }));
  expect(answer.json.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    "applied",
    "applied",
    "applied",
  ]);
  const asked = (): readonly string[] => github.requests.slice(before).map(({ operation }) => operation);
  await eventually(
    () => TOLD.every((operation) => asked().includes(operation)) || undefined,
    () => "the build's commit is not told",
  );
  await github.webhooksSettled();
  // Argo CD fetches by itself what was committed.
  return asked().filter((operation) => !operation.startsWith("git:"));
}

test("a dispatch takes nine requests, for any number of containers, as docs/cost.md says", async () => {
  const asked = await released("third");
  const rows = readFileSync("docs/cost.md", "utf8").matchAll(
    /^\| requests to (write|report) it .*\| (\d)[^|]*\|$/gm,
  );
  expect([...rows].map(([, what, count]) => [what, Number(count)])).toEqual([
    ["write", asked.length - TOLD.length - 1],
    ["report", TOLD.length + 1],
  ]);
  expect(asked.toSorted()).toEqual(
    [
      "graphql:CommitOnBranch",
      // What the commit has released, once GitHub tells of the push.
      "graphql:FileAt",
      // For the decision, the push and the report.
      "graphql:ReadBranch",
      "graphql:ReadBranch",
      "graphql:ReadBranch",
      ...TOLD,
    ].toSorted(),
  );
});
