import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Row } from "../table.ts";
import { ATTACKS, type Attack } from "./attacks.ts";
import { startServerChild } from "./child.ts";
import { databaseText } from "./database.ts";
import { peakMemoryMiB } from "./memory.ts";

const API = fileURLToPath(new URL("../../../apps/release-api/main.ts", import.meta.url));
const RECORDS = 10_000;
const PROBES = 500;
/** Whoever asks for the health is none of the attackers. */
const PROBE_ADDRESS = "127.0.0.9";

export interface AttackOptions {
  /** How many connections attack, or thirds of the requests on a single one. */
  readonly clients: number;
  readonly tell: (line: string) => void;
}

/** Memory and the time for a health answer under each attack, beside a server that is left alone. */
export async function attack({ clients, tell }: AttackOptions): Promise<readonly Row[]> {
  const directory = await mkdtemp(join(tmpdir(), "bench-attack-"));
  try {
    const databasePath = join(directory, "db.json");
    await writeFile(databasePath, databaseText(RECORDS, "v1"));
    tell(`a server that is left alone, and ${clients} clients for each attack …`);
    const quiet = await measure(databasePath, clients);
    const rows = [rowOf("none", quiet, quiet)];
    for (const one of ATTACKS) {
      tell(`${one.name} …`);
      rows.push(rowOf(one.name, await measure(databasePath, clients, one), quiet));
    }
    return rows;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

interface Figures {
  readonly memoryMiB: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  readonly failed: number;
}

/** A server of its own, so that the memory is this attack's. */
async function measure(databasePath: string, clients: number, attack?: Attack): Promise<Figures> {
  const server = await startServerChild(API, { DATABASE_PATH: databasePath }, "/v1/health");
  const begun = attack?.start(Number(new URL(server.url).port), clients);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const times: number[] = [];
    let failed = 0;
    for (let probe = 0; probe < PROBES; probe += 1) {
      const start = performance.now();
      if ((await healthStatus(server.url, agent)) !== 200) failed += 1;
      times.push(performance.now() - start);
      // The attack goes on for as long as it takes to open all of its connections.
      if (probe === PROBES / 2) await begun;
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
    for (const { socket } of (await begun) ?? []) socket.destroy();
    await server.stop();
  }
}

/** 0 where there is no answer. */
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
