import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { tokenFor as gitHubToken, runGit, type TestAnswer } from "@release-channels/sandbox";
import { sql } from "kysely";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { claimDispatches, returnDispatches, type ClaimedDispatch } from "../../lib/store/dispatch-claims.ts";
import { receiveDispatch } from "../../lib/store/dispatches.ts";
import { inTransaction } from "../../lib/store/store.ts";
import { runStep } from "../../tools/testing/run-step.ts";
import { buildOf, dispatchOf, sendDispatch, SHA, tokenFor, type DispatchBody } from "./testing/keyless.ts";
import { RELEASES, SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";

/** What becomes of dispatches that come together: they gather while one write is on its way. */

const NAMES = ["api", "web", "worker", "job", "site"] as const;
const COMMIT = "graphql:CommitOnBranch";

let world: TestWorld;
beforeAll(async () => {
  const owned = NAMES.map((name) => [name, { repository: { name: SOURCE } }] as const);
  world = await startTestWorld({
    policy: { version: 1, channels: ["qa"], containers: Object.fromEntries([...owned, ["other", {}]]) },
  });
});
afterEach(() => world.github.clearFaults());
afterAll(() => world.stop());

let number = 100;
const bodyOf = (container: string): DispatchBody => {
  number += 1;
  return buildOf(container, number);
};
const send = async (body: DispatchBody): Promise<TestAnswer> => {
  const { run_id: runId } = body["source"] as { readonly run_id: number };
  return sendDispatch(world, body, await tokenFor(world, body, { job: { runId } }));
};
const outcomeOf = ({ status, json }: TestAnswer): readonly [number, string] => [
  status,
  json.results[0].outcome,
];

/** The dispatches of each commit since this one, the oldest commit first. */
async function carriedSince(commit: string | undefined): Promise<readonly (readonly string[])[]> {
  const log = await runGit(
    world.github.repository(RELEASES).gitDir,
    "log",
    "--reverse",
    "--format=%B%x00",
    `${commit}..main`,
  );
  const messages = log.split("\0").slice(0, -1);
  return messages.map((message) => [...message.matchAll(/^Dispatch-Id: (\S+)$/gm)].map(([, id = ""]) => id));
}
const idsOf = (...bodies: readonly DispatchBody[]): readonly string[] =>
  bodies.map(({ dispatch_id }) => dispatch_id);

/** Another replica is at work, so that what is sent meanwhile gathers. @returns how that ends */
async function otherAtWork(): Promise<() => Promise<void>> {
  const { db } = world.store;
  const { dispatch_id: id } = dispatchOf();
  const proof = {
    repository: SOURCE,
    repositoryId: 1,
    ref: "refs/heads/main",
    sha: SHA,
    runId: 1,
    runAttempt: 1,
  };
  const how = {
    event: "push",
    workflow: undefined,
    environment: undefined,
    isRefProtected: false,
    runner: undefined,
  };
  const source = { repository: SOURCE, sha: SHA, ref: "refs/heads/main", run_id: 1, run_attempt: 1 };
  const at = world.clock.now().toISOString();
  const held = await inTransaction(db, async (transaction): Promise<readonly ClaimedDispatch[]> => {
    const dispatch = { id, releases: [], source, proof: { ...proof, ...how }, by: "erin" };
    await receiveDispatch(
      transaction,
      { dispatch, receivedAt: at, mostWaiting: 1_000 },
      { id: `token ${id}`, expiresAt: at },
    );
    return claimDispatches(transaction, { owner: "another", leaseMs: 600_000, limit: 1 });
  });
  await sql`update dispatches set lease_until = now() + interval '1 hour' where id = ${id}`.execute(db);
  return async () => {
    await returnDispatches(db, held, { error: "it was only pretended", retryInMs: undefined });
    world.server.world.nudges.nudge("dispatches");
  };
}
const gathered = (count: number): Promise<true> =>
  eventually(
    async () => {
      const { rows } = await sql<{ waiting: number }>`
        select cast(count(*) as int) as waiting from dispatches where state = 'waiting'`.execute(
        world.store.db,
      );
      return rows[0]?.waiting === count + 1 ? true : undefined;
    },
    () => `${count} dispatches do not wait`,
  );

test("those that gather are one commit, each with its own outcome, whoever else writes the branch", async () => {
  const end = await otherAtWork();
  const tip = await world.github.tip(RELEASES);
  const [api, web, newer, refused, worker] = ["api", "web", "api", "other", "worker"].map(bodyOf);
  const answers: Promise<TestAnswer>[] = [];
  for (const body of [api!, web!, newer!, refused!, worker!]) {
    answers.push(send(body));
    await gathered(answers.length);
  }
  const byActions = runStep({
    action: "actions/update-database",
    github: world.github,
    token: gitHubToken(world.github, [RELEASES], { contents: "write", actions: "read" }),
    repository: RELEASES,
    event: {
      name: "repository_dispatch",
      payload: {
        repository: { default_branch: "main" },
        client_payload: { container: "other", release_channel: "qa", image: "other:v1" },
      },
    },
  });
  await end();
  expect((await Promise.all(answers)).map(outcomeOf)).toEqual([
    [200, "applied"],
    [200, "applied"],
    [200, "applied"],
    [200, "rejected"],
    [200, "applied"],
  ]);
  const { outputs, exitCode } = await byActions;
  expect([exitCode, outputs["changed"]]).toEqual([0, "true"]);
  const commits = (await carriedSince(tip)).filter(([id]) => id !== outputs["dispatch-id"]);
  expect(commits).toEqual([idsOf(api!, web!, worker!), idsOf(newer!)]);
  const database = await runGit(world.github.repository(RELEASES).gitDir, "show", "main:db/db.json");
  const records = JSON.parse(database).releases.map((record: { container: string; dispatch_id: string }) => [
    record.container,
    record.dispatch_id,
  ]);
  expect(records).toEqual([
    ["api", newer!.dispatch_id],
    ["other", outputs["dispatch-id"]],
    ["web", web!.dispatch_id],
    ["worker", worker!.dispatch_id],
  ]);
});

test("those that come while the branch is read are in the same commit", async () => {
  // The server's own last commit is too old to write on without a look.
  world.clock.advance(60_000);
  const tip = await world.github.tip(RELEASES);
  const [reading, open] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const gate = (): Promise<void> => {
    reading.resolve();
    return open.promise;
  };
  world.github.inject({ operation: "graphql:ReadBranch", fault: { kind: "delay", ms: 0, gate }, times: 1 });
  const bodies = ["api", "web", "worker"].map(bodyOf);
  const answers = [send(bodies[0]!)];
  await reading.promise;
  for (const body of bodies.slice(1)) {
    answers.push(send(body));
    await gathered(answers.length - 1);
  }
  open.resolve();
  expect((await Promise.all(answers)).map(outcomeOf)).toEqual(bodies.map(() => [200, "applied"]));
  expect(await carriedSince(tip)).toEqual([idsOf(...bodies)]);
});

test("a write whose answer is lost is found, and not made again", async () => {
  const tip = await world.github.tip(RELEASES);
  world.github.inject({ operation: COMMIT, fault: { kind: "drop", when: "after" }, times: 1 });
  const body = bodyOf("job");
  expect(outcomeOf(await send(body))).toEqual([200, "applied"]);
  expect(await carriedSince(tip)).toEqual([idsOf(body)]);
});

test("what a replica has written before it ended is found by the next one", async () => {
  const tip = await world.github.tip(RELEASES);
  const body = bodyOf("web");
  const first = await send(body);
  expect(outcomeOf(first)).toEqual([200, "applied"]);
  // As if it had ended between the commit and what it saves.
  await sql`update dispatches set state = 'waiting', outcome = null, ended_at = null
    where id = ${body.dispatch_id}`.execute(world.store.db);
  // Something newer is there by now, so that deciding it anew would say that it is superseded.
  const newer = bodyOf("web");
  await send(newer);
  const again = await send(body);
  expect(again.json.results[0].outcome).toBe("unchanged");
  expect(again.json.commit).toEqual(first.json.commit);
  expect(await carriedSince(tip)).toEqual([idsOf(body), idsOf(newer)]);
});

test("a repository that has too many waiting is told to wait, and its token is good afterwards", async () => {
  const { db } = world.store;
  const { id } = world.github.repository(SOURCE);
  const document = JSON.stringify({ proof: { repositoryId: id } });
  await sql`insert into dispatches (id, document, not_before)
    select 'crowd ' || number, cast(${document} as jsonb), now() + interval '1 hour'
    from generate_series(1, 200) as number`.execute(db);
  const body = bodyOf("web");
  const { run_id: runId } = body["source"] as { readonly run_id: number };
  const token = await tokenFor(world, body, { job: { runId } });
  const { status, headers, text } = await sendDispatch(world, body, token);
  expect([status, headers.get("retry-after"), JSON.parse(text).detail]).toEqual([
    429,
    "5",
    "acme/my-app has 200 dispatches waiting to be written: nothing was taken. Send it again in some seconds, or send the containers of one build in one dispatch.",
  ]);
  await sql`delete from dispatches where id = 'crowd 1'`.execute(db);
  expect(outcomeOf(await sendDispatch(world, body, token))).toEqual([200, "applied"]);
  await sql`delete from dispatches where id like 'crowd %'`.execute(db);
});

test("what GitHub refuses of all together is tried for each", async () => {
  const end = await otherAtWork();
  const tip = await world.github.tip(RELEASES);
  const bodies = [bodyOf("api"), bodyOf("site")];
  const answers: Promise<TestAnswer>[] = [];
  for (const body of bodies) {
    answers.push(send(body));
    await gathered(answers.length);
  }
  world.github.inject({ operation: COMMIT, fault: { kind: "status", status: 422 }, times: 1 });
  await end();
  expect((await Promise.all(answers)).map(outcomeOf)).toEqual([
    [200, "applied"],
    [200, "applied"],
  ]);
  expect(await carriedSince(tip)).toEqual(bodies.map((body) => idsOf(body)));
});

test("what is written although GitHub says that it is refused is found", async () => {
  const tip = await world.github.tip(RELEASES);
  world.github.inject({ operation: COMMIT, fault: { kind: "status-after", status: 422 }, times: 1 });
  const body = bodyOf("site");
  const answer = await send(body);
  expect([outcomeOf(answer), answer.json.commit?.sha]).toEqual([
    [200, "unchanged"],
    await world.github.tip(RELEASES),
  ]);
  expect(await carriedSince(tip)).toEqual([idsOf(body)]);
});

test("what is written together although GitHub says that it is refused is found for each", async () => {
  const end = await otherAtWork();
  const tip = await world.github.tip(RELEASES);
  const bodies = [bodyOf("api"), bodyOf("worker")];
  const answers: Promise<TestAnswer>[] = [];
  for (const body of bodies) {
    answers.push(send(body));
    await gathered(answers.length);
  }
  world.github.inject({ operation: COMMIT, fault: { kind: "status-after", status: 422 }, times: 1 });
  await end();
  const written = await Promise.all(answers);
  const made = await world.github.tip(RELEASES);
  expect(written.map((answer) => [outcomeOf(answer), answer.json.commit?.sha])).toEqual(
    bodies.map(() => [[200, "unchanged"], made]),
  );
  expect(await carriedSince(tip)).toEqual([idsOf(...bodies)]);
});

test("while it cannot be found out whether something was written, nobody is told that nothing was", async () => {
  const tip = await world.github.tip(RELEASES);
  world.github.inject({ operation: COMMIT, fault: { kind: "status-after", status: 422 }, times: 1 });
  world.github.inject({ operation: "graphql:FindCommit", fault: { kind: "status", status: 422 }, times: 2 });
  const body = bodyOf("job");
  expect(outcomeOf(await send(body))).toEqual([200, "unchanged"]);
  expect(await carriedSince(tip)).toEqual([idsOf(body)]);
});

test("what GitHub refuses of one alone is told, and the next one is written", async () => {
  world.github.inject({ operation: COMMIT, fault: { kind: "status", status: 422 }, times: 1 });
  const { status, text } = await send(bodyOf("api"));
  expect([status, JSON.parse(text).detail]).toEqual([409, expect.stringMatching(/^Nothing was written: /)]);
  expect(outcomeOf(await send(bodyOf("api")))).toEqual([200, "applied"]);
});
