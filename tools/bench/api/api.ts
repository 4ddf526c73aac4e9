import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Row } from "../table.ts";
import { startServerChild } from "./child.ts";
import { containerAt, databaseText } from "./database.ts";
import { putLoad, type LoadFigures } from "./load.ts";
import { memoryMiB } from "./memory.ts";
import { measureReloads } from "./reloads.ts";

const BARE = fileURLToPath(new URL("bare-server.ts", import.meta.url));
const RECORDS = 10_000;
const RECORDS_SWAPPED = 50_000;
const WARM_SECONDS = 2;

export interface ApiOptions {
  /** The program to measure. */
  readonly server: string;
  /** How long each server is under load each time. */
  readonly seconds: number;
  /** How often: the median round counts. */
  readonly rounds: number;
  readonly tell: (line: string) => void;
}

/** How fast the release API answers compared with a bare route, and how it takes over new databases meanwhile. */
export async function api({ server, seconds, rounds, tell }: ApiOptions): Promise<readonly Row[]> {
  const directory = await mkdtemp(join(tmpdir(), "bench-api-"));
  try {
    tell(`${rounds} rounds of ${seconds} s each: a bare route, and the API with ${RECORDS} records …`);
    const speed = await measureSpeed(directory, { server, seconds, rounds });
    tell(`${RECORDS_SWAPPED} records, swapped under load …`);
    return [...speed, await measureReloads(server, directory, RECORDS_SWAPPED, rounds)];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function measureSpeed(
  directory: string,
  { server: script, seconds, rounds }: Omit<ApiOptions, "tell">,
): Promise<readonly Row[]> {
  const databasePath = join(directory, "db.json");
  await writeFile(databasePath, databaseText(RECORDS, "v1"));
  const server = await startServerChild(script, { DATABASE_PATH: databasePath }, "/v1/health");
  const path = `/v1/releases?container=${containerAt(RECORDS / 2)}`;
  const bodyFile = join(directory, "body.json");
  await writeFile(bodyFile, await (await fetch(server.url + path)).text());
  const bare = await startServerChild(BARE, { BODY_FILE: bodyFile }, path);
  try {
    const figures: { readonly bare: LoadFigures; readonly api: LoadFigures }[] = [];
    for (const { url } of [bare, server]) await putLoad(url, [path], WARM_SECONDS);
    for (let round = 0; round < rounds; round += 1) {
      // In turn, so that a busy machine slows both equally.
      figures.push({
        bare: await putLoad(bare.url, [path], seconds),
        api: await putLoad(server.url, [path], seconds),
      });
    }
    const ratio = (pair: (typeof figures)[number]): number =>
      pair.api.requestsPerSecond / pair.bare.requestsPerSecond;
    const median = figures.toSorted((a, b) => ratio(a) - ratio(b))[Math.floor(rounds / 2)];
    if (median === undefined) throw new Error("at least one round is needed");
    return [
      row("bare Fastify route", median.bare, 1, bare.readyMs, await memoryMiB(bare.pid)),
      row(
        "release API",
        median.api,
        Math.round(ratio(median) * 100) / 100,
        server.readyMs,
        await memoryMiB(server.pid),
      ),
    ];
  } finally {
    await bare.stop();
    await server.stop();
  }
}

function row(server: string, load: LoadFigures, ratio: number, readyMs: number, memory: number): Row {
  const { requestsPerSecond, p99Ms, requests, failed } = load;
  const records = ratio === 1 ? 0 : RECORDS;
  return {
    server,
    records,
    requestsPerSecond,
    ratio,
    p99Ms,
    requests,
    failed,
    readyMs,
    reloadMs: 0,
    memoryMiB: memory,
  };
}
