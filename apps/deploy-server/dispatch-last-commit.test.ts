import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { runGit, type TestAnswer } from "@release-channels/sandbox";
import { sql } from "kysely";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { buildOf, reportsEnded, sendDispatch, tokenFor, type DispatchBody } from "./testing/keyless.ts";
import { pushFiles } from "./testing/push.ts";
import { RELEASES, SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";

/** A commit is made on the one before, without reading it, and on nothing else. */

const NAMES = ["api", "web"] as const;
const READ = "graphql:ReadBranch";
const COMMIT = "graphql:CommitOnBranch";

let world: TestWorld;
const policyFor = (...names: readonly string[]) => ({
  version: 1,
  channels: ["qa"],
  allow_unlisted: false,
  containers: Object.fromEntries(names.map((name) => [name, { repository: { name: SOURCE } }])),
});
beforeAll(async () => {
  world = await startTestWorld({ policy: policyFor(...NAMES) });
  // What the server reads for a push is not counted here.
  world.github.holdWebhooks();
  // What a server asks once.
  await released(bodyOf("api"));
});
afterAll(() => world.stop());

let number = 100;
const bodyOf = (container: string): DispatchBody => {
  number += 1;
  return buildOf(container, number);
};
const send = async (body: DispatchBody): Promise<TestAnswer> => {
  const { run_id: runId } = body["source"] as { readonly run_id: number };
  const answer = await sendDispatch(world, body, await tokenFor(world, body, { job: { runId } }));
  await reportsEnded(world);
  return answer;
};

/** Sends it. @returns what became of it, and what the server has asked of the branch for that */
async function released(body: DispatchBody): Promise<readonly [outcome: string, ...asked: string[]]> {
  const before = world.github.requests.length;
  const { json } = await send(body);
  const operations = world.github.requests.slice(before).map(({ operation }) => operation);
  // A report reads the branch as well, once it is written.
  const asked = operations.slice(0, operations.lastIndexOf(COMMIT) + 1);
  return [
    json.results[0].outcome,
    ...asked.filter((operation) => operation === READ || operation === COMMIT),
  ];
}

/** What is released to qa, by container. */
async function tags(): Promise<Readonly<Record<string, string>>> {
  const { gitDir } = world.github.repository(RELEASES);
  const { releases } = JSON.parse(await runGit(gitDir, "show", "main:db/db.json"));
  return Object.fromEntries(
    releases.map(({ container, image }: Record<"container" | "image", string>) => [container, image]),
  );
}
const imageOf = ({ releases: [release] }: DispatchBody): string => release?.image ?? "";

/** The commit that the next ones are written on. */
let first: DispatchBody;
beforeEach(async () => {
  world.clock.advance(60_000);
  first = bodyOf("api");
  expect(await released(first)).toEqual(["applied", READ, COMMIT]);
});

test("the next ones are written on the commit before, which is not read", async () => {
  const [second, third] = [bodyOf("web"), bodyOf("api")];
  expect(await released(second)).toEqual(["applied", COMMIT]);
  expect(await tags()).toEqual({ api: imageOf(first), web: imageOf(second) });
  expect(await released(third)).toEqual(["applied", COMMIT]);
  expect(await tags()).toEqual({ api: imageOf(third), web: imageOf(second) });
});

test("where somebody else has written meanwhile, GitHub refuses it, and theirs is kept", async () => {
  await pushFiles(world.github, { repository: RELEASES, files: { "README.md": `${number}\n` } });
  const next = bodyOf("web");
  expect(await released(next)).toEqual(["applied", COMMIT, READ, COMMIT]);
  expect(await tags()).toMatchObject({ web: imageOf(next) });
  const { gitDir } = world.github.repository(RELEASES);
  expect((await runGit(gitDir, "show", "main:README.md")).trim()).toBe(String(number - 1));
});

test("what the branch allows since is not refused by what it was", async () => {
  const files = { "db/policy.json": JSON.stringify(policyFor(...NAMES, "worker")) };
  await pushFiles(world.github, { repository: RELEASES, files });
  expect(await released(bodyOf("worker"))).toEqual(["applied", READ, COMMIT]);
});

test("what the branch refuses is refused only once it was read", async () => {
  const before = world.github.requests.length;
  const { json } = await send(bodyOf("stranger"));
  const asked = world.github.requests.slice(before).map(({ operation }) => operation);
  expect([json.results[0].outcome, asked.filter((one) => one === COMMIT)]).toEqual(["rejected", []]);
  expect(asked).toContain(READ);
});

test("where another replica has written since, the branch is read", async () => {
  const at = "2099-01-01T00:00:00Z";
  const outcome = JSON.stringify({ results: [], problems: [], notes: [], commit: { sha: "f".repeat(40) } });
  await sql`insert into dispatches (id, document, state, outcome, ended_at)
    values ('theirs', '{}', 'decided', cast(${outcome} as jsonb), ${at})`.execute(world.store.db);
  expect(await released(bodyOf("web"))).toEqual(["applied", READ, COMMIT]);
  await sql`delete from dispatches where id = 'theirs'`.execute(world.store.db);
});

test("what comes while GitHub allows no commit gathers for the next", async () => {
  const { db } = world.store;
  const allow = (left: number) =>
    sql`update allowances set remaining = ${left}, counted_at = now() where name = 'github commits an hour'`.execute(
      db,
    );
  await allow(-100_000);
  const tip = await world.github.tip(RELEASES);
  const bodies = [bodyOf("api"), bodyOf("web")];
  const answers = bodies.map(send);
  await eventually(
    async () => {
      const { rows } = await sql`select 1 from dispatches where state = 'waiting'`.execute(db);
      return rows.length === bodies.length || undefined;
    },
    () => "they do not wait",
  );
  // Whatever asks the server to look does not hurry it.
  world.server.world.nudges.nudge("dispatches");
  expect(await world.github.tip(RELEASES)).toBe(tip);
  await allow(1);
  world.server.world.nudges.nudge("dispatches");
  const told = await Promise.all(answers);
  expect(told.map(({ json }) => json.results[0].outcome)).toEqual(["applied", "applied"]);
  const { gitDir } = world.github.repository(RELEASES);
  expect((await runGit(gitDir, "rev-parse", "main^")).trim()).toBe(tip);
});
