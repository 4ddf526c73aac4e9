import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Row } from "../table.ts";
import { ATTACKS, SWAPS } from "./attacks.ts";
import { startServerChild } from "./child.ts";
import { databaseText } from "./database.ts";
import { peakMemoryMiB } from "./memory.ts";

const ATTACKER = fileURLToPath(new URL("attacker.ts", import.meta.url));
/** Of the attacks that swap nothing, at most. */
const RECORDS = 10_000;
const SWAPPED = 10;
/** The health check does not come from an attacker's address. */
const PROBE_ADDRESS = "127.0.0.9";

export interface AttackOptions {
  /** The program to attack. */
  readonly server: string;
  /** The number of attacking connections, or of thirds of the requests on a single one. */
  readonly clients: number;
  /** How many records the database has that is swapped. */
  readonly records: number;
  /** How many health checks are made under each attack. */
  readonly probes: number;
  readonly tell: (line: string) => void;
}

/**
 * Memory and the time for a health answer under each attack, compared with an idle server. The server, the attacker
 * and the health client are three processes: a time is the server's own.
 */
export async function attack({ tell, ...options }: AttackOptions): Promise<readonly Row[]> {
  const directory = await mkdtemp(join(tmpdir(), "bench-attack-"));
  try {
    tell(`a server that is left alone, and ${options.clients} clients for each attack …`);
    const quiet = await measure({ ...options, directory });
    const rows = [rowOf("none", quiet, quiet)];
    for (const { name } of ATTACKS) {
      tell(`${name} …`);
      rows.push(rowOf(name, await measure({ ...options, directory, attack: name }), quiet));
    }
    return rows;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

interface Measurement extends Omit<AttackOptions, "tell"> {
  readonly directory: string;
  /** Its name; undefined for none. */
  readonly attack?: string;
}

interface Figures {
  readonly memoryMiB: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  readonly failed: number;
}

/** A separate server, so that the memory is this attack's. */
async function measure(measurement: Measurement): Promise<Figures> {
  const { server: script, directory, clients, probes, attack } = measurement;
  const databasePath = join(directory, "db.json");
  const records = attack === SWAPS ? measurement.records : Math.min(RECORDS, measurement.records);
  await writeFile(databasePath, databaseText(records, "v0"));
  const server = await startServerChild(script, { DATABASE_PATH: databasePath }, "/v1/health");
  const attacker =
    attack === undefined ? undefined : startAttacker([attack, new URL(server.url).port, String(clients)]);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const times: number[] = [];
    let failed = 0;
    for (let probe = 0; probe < probes; probe += 1) {
      const start = performance.now();
      if ((await healthStatus(server.url, agent)) !== 200) failed += 1;
      times.push(performance.now() - start);
      if (attack === SWAPS && probe % Math.ceil(probes / SWAPPED) === 0)
        await swap(databasePath, databaseText(records, `v${probe}`));
      // The attack lasts as long as it takes to open all of its connections.
      if (probe === Math.floor(probes / 2)) await attacker?.open;
    }
    times.sort((a, b) => a - b);
    return {
      memoryMiB: await peakMemoryMiB(server.pid),
      p99Ms: times[Math.floor(times.length * 0.99)] ?? 0,
      worstMs: times.at(-1) ?? 0,
      failed,
    };
  } finally {
    agent.destroy();
    attacker?.child.kill("SIGKILL");
    await server.stop();
  }
}

async function swap(databasePath: string, text: string): Promise<void> {
  const next = `${databasePath}.next`;
  await writeFile(next, text);
  await rename(next, databasePath);
}

interface Attacker {
  readonly child: ChildProcess;
  /** Resolves when the whole attack is running, or it has ended. */
  readonly open: Promise<void>;
}

function startAttacker(args: readonly string[]): Attacker {
  const child = spawn(process.execPath, [ATTACKER, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const open = new Promise<void>((done) => {
    lines.once("line", () => done());
    lines.once("close", () => done());
  });
  return { child, open };
}

/** 0 if there is no answer. */
function healthStatus(url: string, agent: Agent): Promise<number> {
  return new Promise((done) => {
    get(`${url}/v1/health`, { agent, localAddress: PROBE_ADDRESS }, (answer) => {
      answer.resume();
      answer.once("end", () => done(answer.statusCode ?? 0));
    }).once("error", () => done(0));
  });
}

function rowOf(name: string, { memoryMiB, p99Ms, worstMs, failed }: Figures, quiet: Figures): Row {
  return {
    attack: name,
    memoryMiB,
    memoryRatio: rounded(memoryMiB / quiet.memoryMiB),
    healthP99Ms: rounded(p99Ms),
    p99Ratio: rounded(p99Ms / quiet.p99Ms),
    healthWorstMs: rounded(worstMs),
    worstRatio: rounded(worstMs / quiet.worstMs),
    healthFailed: failed,
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
