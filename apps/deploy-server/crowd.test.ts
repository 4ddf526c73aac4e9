import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { TestAnswer } from "@release-channels/sandbox";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { linkAccount } from "../../lib/store/accounts.ts";
import { openStore } from "../../lib/store/store.ts";
import {
  postgresqlPrograms,
  refuseAbsence,
  startPostgresql,
  type TestServer,
} from "../../lib/store/testing/postgresql.ts";
import { Rush } from "./rush.ts";
import { startTestWorld, type TestWorld } from "./testing/world.ts";

const programs = postgresqlPrograms();
if (programs === undefined)
  refuseAbsence("these tests need one of their own, so install the package postgresql");

const PEOPLE = 150;
/** What `Rush` takes for one. */
const RUSH = 60;
/** What the inbox claims at once. */
const CLAIMED = 20;

/**
 * Far more at once than there are connections to PostgreSQL: with two of them, whoever waited for another one while they
 * have one would soon wait for ever.
 */
(programs === undefined ? describe.skip : describe)("many people at once", () => {
  let server: TestServer;
  let world: TestWorld;
  let people: readonly string[];
  /** Time stands still until all are acknowledged, so that it is one rush however slow the machine. */
  const acknowledged = Promise.withResolvers<void>();
  let now = 0;
  beforeAll(async () => {
    server = await startPostgresql(programs ?? "");
    const store = await openStore({ driver: "postgresql", url: server.url, connections: 2 });
    world = await startTestWorld({ store });
    const rush = new Rush({ now: () => now, sleep: () => acknowledged.promise });
    Object.assign(world.server.world, { rush });
    const { slack } = world;
    const team = slack.team.id;
    people = Array.from({ length: PEOPLE }, (_, index) => slack.addUser({ name: `person-${index}` }).id);
    for (const [index, user] of people.entries())
      await linkAccount(store.db, { team, user }, { id: 5_000 + index, login: `person-${index}` });
  });
  afterAll(async () => {
    await world.stop();
    await server.stop();
  });

  const types = (user: string, index: number): Promise<TestAnswer> =>
    world.signed("/slack/commands", {
      team_id: world.slack.team.id,
      user_id: user,
      channel_id: world.deploys.id,
      command: "/deploy",
      text: "queue my-app prod",
      trigger_id: `1337.${index}`,
    });
  const entries = () => world.store.db.selectFrom("inbox").select(["state", "attempts", "error"]).execute();

  test("all commands are acknowledged before the most of them are worked on, and each is dealt with at its first attempt", async () => {
    const answers = await Promise.all(people.map(types));
    const begun = (await entries()).filter(({ attempts }) => attempts > 0);
    now += 60_000;
    acknowledged.resolve();
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(begun.length).toBeLessThan(RUSH + CLAIMED);
    const done = await eventually(
      async () => {
        const rows = await entries();
        return rows.some(({ state }) => state === "waiting") ? undefined : rows;
      },
      () => "not all commands are dealt with",
    );
    expect(done).toEqual(people.map(() => ({ state: "done", attempts: 1, error: null })));
  });
});
