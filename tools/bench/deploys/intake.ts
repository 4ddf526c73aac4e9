import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { linkAccount } from "../../../lib/store/accounts.ts";
import { openStore } from "../../../lib/store/store.ts";
import { peakMemoryMiB } from "../api/memory.ts";
import { percentile } from "../burst/figures.ts";
import { arrive, type Arrival } from "../latency/arrivals.ts";
import { SECRET, type Far } from "../latency/far.ts";
import { IN_VAIN_MS, startServers, type Server } from "../latency/servers.ts";
import { newCommit, pushOf } from "../latency/webhooks.ts";
import { commandsOf } from "./commands.ts";
import { middleOf, type Figure, type Pair } from "./promise.ts";

/** Repositories with a config, and as many without. */
const REPOSITORIES = 10;
const COMMANDS_A_SECOND = 50;
const WEBHOOKS = 1000;
/** All of them within a second. */
const WEBHOOKS_A_SECOND = 1000;

export interface IntakeOptions {
  /** How long people type. */
  readonly seconds: number;
  /** How often both servers are measured, in turn. */
  readonly rounds: number;
  readonly tell: (line: string) => void;
}

/** How fast commands and webhooks are taken, beside a bare server that inserts what it is sent. */
export async function intake({ seconds, rounds, tell }: IntakeOptions): Promise<readonly Figure[]> {
  const { far, servers, stop } = await startServers(REPOSITORIES);
  try {
    const [bare, real] = servers;
    const user = await linkedUser(far, real);
    const pairs: { readonly p99: Pair; readonly rate: Pair }[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      // Each is first as often as the other: whatever else the machine does hits both alike.
      const order = round % 2 === 1 ? [bare, real] : [real, bare];
      const p99 = new Map<Server, number>();
      const rate = new Map<Server, number>();
      const command = { user, text: "/deploy status app-1", count: COMMANDS_A_SECOND * seconds };
      for (const server of order) {
        p99.set(server, await acknowledgement(server, await commandsOf(far, command)));
        await untilIdle(real);
      }
      for (const server of order) {
        rate.set(server, await webhookRate(server, webhooksOf(server, far)));
        await untilIdle(real);
      }
      const pairOf = (figures: ReadonlyMap<Server, number>): Pair => ({
        ours: figures.get(real) ?? 0,
        beside: figures.get(bare) ?? 0,
      });
      const pair = { p99: pairOf(p99), rate: pairOf(rate) };
      pairs.push(pair);
      tell(
        `round ${round}: 99 % of commands in ${pair.p99.ours} ms (${pair.p99.beside} bare), ${pair.rate.ours} webhooks a second (${pair.rate.beside} bare)`,
      );
    }
    const p99 = middleOf(pairs.map((pair) => pair.p99));
    return [
      { what: `acknowledgement p99 at ${COMMANDS_A_SECOND} commands/s, ms`, ...p99, atMost: 3 },
      { what: "the same, ms", ours: p99.ours, atMost: 1000 },
      {
        what: `webhooks a second, ${WEBHOOKS} at once`,
        ...middleOf(pairs.map(({ rate }) => rate)),
        atLeast: 0.6,
      },
      { what: "memory at its peak, MiB", ours: await peakMemoryMiB(real.child.pid), atMost: 200 },
    ];
  } finally {
    await stop();
  }
}

/** Waits until a server has dealt with all that it took, so that it does not work while the other one is measured. */
async function untilIdle({ database }: Server): Promise<void> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  const end = Date.now() + IN_VAIN_MS;
  for (let waiting = 1; waiting > 0 && Date.now() < end;) {
    const { rows } = await client.query("select 1 from inbox where state = 'waiting' limit 1");
    waiting = rows.length;
    if (waiting > 0) await sleep(50);
  }
  await client.end();
}

async function linkedUser({ slack }: Far, { database }: Server): Promise<string> {
  const user = slack.addUser({ name: "alice" });
  const store = await openStore({ driver: "postgresql", url: database, connections: 1 });
  await linkAccount(store.db, { team: slack.team.id, user: user.id }, { id: 1001, login: "alice" });
  await store.close();
  return user.id;
}

function webhooksOf({ sources }: Server, { templates }: Far): readonly Arrival[] {
  const all = [...sources.deployed, ...sources.plain];
  return Array.from({ length: WEBHOOKS }, (_, index) => {
    const source = all[index % all.length];
    if (source === undefined) throw new Error("there are no repositories");
    return pushOf(source, { ...templates, secret: SECRET, path: "src/main.ts", after: newCommit() });
  });
}

/** In milliseconds. @throws where one is not taken */
async function acknowledgement({ child }: Server, commands: readonly Arrival[]): Promise<number> {
  const { answeredMs } = await arrive(`${child.url}/slack/commands`, commands, COMMANDS_A_SECOND);
  return Math.round(
    percentile(
      answeredMs.toSorted((a, b) => a - b),
      99,
    ),
  );
}

/** How many a second are taken. @throws where one is not */
async function webhookRate({ child }: Server, webhooks: readonly Arrival[]): Promise<number> {
  const start = Date.now();
  await arrive(`${child.url}/webhooks/github`, webhooks, WEBHOOKS_A_SECOND);
  return Math.round((webhooks.length * 1000) / (Date.now() - start));
}
