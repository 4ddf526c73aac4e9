import { linkAccount } from "../../../lib/store/accounts.ts";
import { openStore } from "../../../lib/store/store.ts";
import { peakMemoryMiB } from "../api/memory.ts";
import { percentile } from "../burst/figures.ts";
import { arrive, type Arrival } from "../latency/arrivals.ts";
import { SECRET, type Far } from "../latency/far.ts";
import { startServers, type Server } from "../latency/servers.ts";
import { newCommit, pushOf } from "../latency/webhooks.ts";
import { commandsOf } from "./commands.ts";
import { median, type Figure } from "./promise.ts";

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
    const [, real] = servers;
    const user = await linkedUser(far, real);
    const acknowledged = new Map<Server, number[]>();
    const taken = new Map<Server, number[]>();
    for (let round = 1; round <= rounds; round += 1) {
      for (const server of servers) {
        const commands = await commandsOf(far, {
          user,
          text: "/deploy status app-1",
          count: COMMANDS_A_SECOND * seconds,
        });
        const p99 = await acknowledgement(server, commands);
        const rate = await webhookRate(server, webhooksOf(server, far));
        add(acknowledged, server, p99);
        add(taken, server, rate);
        tell(`round ${round}, ${server.name}: 99 % of commands in ${p99} ms, ${rate} webhooks a second`);
      }
    }
    const [p99, bareP99, rate, bareRate] = [acknowledged, taken].flatMap((figures) =>
      servers.toReversed().map((server) => median(figures.get(server) ?? [])),
    );
    return [
      {
        what: `acknowledgement p99 at ${COMMANDS_A_SECOND} commands/s, ms`,
        ours: p99 ?? 0,
        beside: bareP99,
        atMost: 3,
      },
      { what: "the same, ms", ours: p99 ?? 0, atMost: 1000 },
      { what: `webhooks a second, ${WEBHOOKS} at once`, ours: rate ?? 0, beside: bareRate, atLeast: 0.6 },
      { what: "memory at its peak, MiB", ours: await peakMemoryMiB(real.child.pid), atMost: 200 },
    ];
  } finally {
    await stop();
  }
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

function add(figures: Map<Server, number[]>, server: Server, figure: number): void {
  figures.set(server, [...(figures.get(server) ?? []), figure]);
}
