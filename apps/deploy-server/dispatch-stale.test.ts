import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { runGit, type TestAnswer } from "@release-channels/sandbox";
import { sql } from "kysely";
import {
  dispatchOf,
  reportsEnded,
  sendDispatch,
  SHA,
  tokenFor,
  type DispatchBody,
} from "./testing/keyless.ts";
import { pushFiles } from "./testing/push.ts";
import { RELEASES, SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";

/**
 * GitHub shows the branch as it was before the policy allowed a release that is in git by now: nobody is told that it was
 * rejected.
 */

const STALE = {
  operation: "graphql:ReadBranch",
  fault: { kind: "stale-read", ms: 30_000 },
  times: 1,
} as const;

let world: TestWorld;
let number = 100;
const policyFor = (container: string) => ({
  version: 1,
  channels: ["qa"],
  allow_unlisted: false,
  containers: { [container]: { repository: { name: SOURCE } } },
});

beforeAll(async () => {
  world = await startTestWorld({ policy: policyFor("nothing-yet") });
  // What the server reads when it hears of a push is not read stale here.
  world.github.holdWebhooks();
});
/** The container of each test: the policy has come to allow it ten seconds ago. */
let container = "";
beforeEach(async () => {
  await reportsEnded(world);
  number += 1;
  container = `app-${number}`;
  world.clock.advance(60_000);
  const files = { "db/policy.json": JSON.stringify(policyFor(container)) };
  await pushFiles(world.github, { repository: RELEASES, files });
  world.clock.advance(10_000);
});
let stopListening = (): void => {};
afterEach(() => {
  stopListening();
  world.github.clearFaults();
});
afterAll(() => world.stop());

const send = async (body: DispatchBody): Promise<TestAnswer> =>
  sendDispatch(world, body, await tokenFor(world, body, { job: { runId: number } }));
const release = (): DispatchBody =>
  dispatchOf({
    releases: [{ container, channel: "qa", image: `${container}:v1` }],
    source: { repository: SOURCE, sha: SHA, ref: "refs/heads/main", run_id: number, run_attempt: 1 },
  });
/** The next read is stale once the release is in git. */
const staleOnceWritten = (): void => {
  stopListening = world.github.onEvent(({ name, repository }) => {
    if (name !== "push" || repository.fullName !== RELEASES) return;
    stopListening();
    world.github.inject(STALE);
  });
};
const asked = (name: string): number =>
  world.github.requests.filter(({ operation }) => operation === name).length;
const compared = (): number => asked("repos/compare-commits-with-basehead");
const reads = (): number => asked(STALE.operation);
/** How many commits carry it. */
async function carried({ dispatch_id: id }: DispatchBody): Promise<number> {
  const { gitDir } = world.github.repository(RELEASES);
  return Number(await runGit(gitDir, "rev-list", "--count", `--grep=Dispatch-Id: ${id}`, "main"));
}

async function expectTold(answer: TestAnswer, body: DispatchBody, outcome: string): Promise<void> {
  expect([answer.status, answer.json.results[0].outcome, answer.json.commit?.sha]).toEqual([
    200,
    outcome,
    await world.github.tip(RELEASES),
  ]);
  expect(await carried(body)).toBe(1);
}

test("one that the branch refuses as it was read before it came is decided on a newer read", async () => {
  const [body, before] = [release(), reads()];
  world.github.inject(STALE);
  await expectTold(await send(body), body, "applied");
  expect(reads()).toBe(before + 2);
});

test("two stale reads would reject it", async () => {
  world.github.inject({ ...STALE, times: 2 });
  const { json } = await send(release());
  expect(json.results[0].outcome).toBe("rejected");
  expect(json.problems).toContainEqual(expect.stringContaining(`${container} is not listed`));
});

test("after a lost answer, the branch is read again", async () => {
  const [body, before] = [release(), compared()];
  world.github.inject({
    operation: "graphql:CommitOnBranch",
    fault: { kind: "drop", when: "after" },
    times: 1,
  });
  staleOnceWritten();
  await expectTold(await send(body), body, "applied");
  expect(compared()).toBe(before + 1);
});

test("after a replica has ended, the next one reads no older branch than it wrote on", async () => {
  const body = release();
  await expectTold(await send(body), body, "applied");
  await reportsEnded(world);
  // As if it had ended between the commit and what it saves.
  await sql`update dispatches set state = 'waiting', outcome = null, ended_at = null
    where id = ${body.dispatch_id}`.execute(world.store.db);
  world.github.inject(STALE);
  await expectTold(await send(body), body, "unchanged");
});

test("after a refusal that was none, nobody is told that nothing was written", async () => {
  const body = release();
  const fault = { kind: "status-after", status: 422 } as const;
  world.github.inject({ operation: "graphql:CommitOnBranch", fault, times: 1 });
  staleOnceWritten();
  await expectTold(await send(body), body, "unchanged");
});
