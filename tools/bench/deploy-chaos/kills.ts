import { join } from "node:path";
import { sql } from "kysely";
import type { Kill } from "../../deploys/kill.ts";
import type { Replica } from "../../deploys/replica.ts";
import { killPoints } from "../../repository/kill-points.ts";
import { deployOnce, type Ended } from "./request.ts";
import type { ChaosWorld } from "./world.ts";

/** Steps that a deploy on PostgreSQL does not reach, by name prefix, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  "folder.": "PGlite's folder",
  "template.": "PGlite's first folder",
  "embedded.": "PGlite",
  "store.": "the start, in one transaction, and the end",
};

/** The steps of the source, split by whether a deploy was seen to reach them. */
export interface Reach {
  readonly reached: readonly string[];
  readonly elsewhere: readonly string[];
  /** Steps that no deploy reached this time, for no listed reason. */
  readonly unseen: readonly string[];
}

/** Runs one undisturbed deploy to record the steps that it reaches. */
export async function reach(world: ChaosWorld): Promise<Reach> {
  await deployOnce(world, {});
  const answers = await Promise.all(running(world).map((replica) => replica.seen()));
  const seen = new Set(answers.flat());
  const names = killPoints().points.map(({ name }) => name);
  const rest = names.filter((name) => !seen.has(name));
  const isElsewhere = (name: string): boolean =>
    Object.keys(ELSEWHERE).some((prefix) => name.startsWith(prefix));
  return {
    reached: names.filter((name) => seen.has(name)),
    elsewhere: rest.filter(isElsewhere),
    unseen: rest.filter((name) => !isElsewhere(name)),
  };
}

/** The outcome of a deploy during which a server died at a step. */
export interface Killed extends Ended {
  /** Whether a server reached the step. */
  readonly isHit: boolean;
}

let tickets = 0;

/** One deploy, with both servers told to die there: the first to reach the step does, and is replaced. */
export async function deployKilled(world: ChaosWorld, kill: Omit<Kill, "ticket">): Promise<Killed> {
  tickets += 1;
  const ticket = join(world.site.folder, `ticket-${tickets}`);
  const armed = running(world);
  let replaced: Promise<void> | undefined;
  let isUnderWay = true;
  const replaceLost = async (replica: Replica): Promise<void> => {
    await replica.ended;
    if (isUnderWay) replaced = replace(world, replica);
  };
  for (const replica of armed) void replaceLost(replica);
  const ended = await deployOnce(world, {
    before: async () => {
      await makeSweepDue(world);
      for (const replica of armed) replica.arm({ ...kill, ticket });
    },
  });
  for (const replica of armed) replica.arm({ step: "none", when: "before", ticket });
  isUnderWay = false;
  await replaced;
  return { ...ended, isHit: armed.some((replica) => !replica.isRunning()) };
}

function running({ site }: ChaosWorld): readonly Replica[] {
  return site.replicas.filter((replica) => replica.isRunning());
}

/** Another server starts, and the minute passes after which the dead one's leases are free. */
async function replace({ site, store }: ChaosWorld, { pid }: Replica): Promise<void> {
  for (const table of ["inbox", "requests", "messages"]) {
    await sql`update ${sql.table(table)} set lease_until = now()
      where lease_until > now() and lease_owner like ${`%-${pid}-%`}`.execute(store.db);
  }
  await site.start();
}

async function makeSweepDue({ store }: ChaosWorld): Promise<void> {
  await sql`update chores set due_at = now()`.execute(store.db);
}
