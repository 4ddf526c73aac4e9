import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Row } from "../table.ts";
import { startServerChild, type ServerChild } from "./child.ts";
import { containerAt, databaseText } from "./database.ts";
import { putLoad } from "./load.ts";
import { peakMemoryMiB } from "./memory.ts";

const LOAD_SECONDS = 15;
const LOOK_MS = 10;
const PATIENCE_MS = 60_000;

/** Swaps the database under load, and measures the time from the swap to the first response with the new version. */
export async function measureReloads(
  script: string,
  directory: string,
  records: number,
  swaps: number,
): Promise<Row> {
  const databasePath = join(directory, "db.json");
  await writeFile(databasePath, databaseText(records, "v0"));
  const server = await startServerChild(script, { DATABASE_PATH: databasePath }, "/v1/health");
  try {
    const paths = Array.from(
      { length: 100 },
      (_, index) => `/v1/releases?container=${containerAt(index * 97)}`,
    );
    const load = putLoad(server.url, paths, LOAD_SECONDS);
    const times: number[] = [];
    for (let swap = 1; swap <= swaps; swap += 1) {
      const next = join(directory, "next.json");
      await writeFile(next, databaseText(records, `v${swap}`));
      const start = performance.now();
      await rename(next, databasePath);
      await isServed(server, `v${swap}`);
      times.push(performance.now() - start);
    }
    const reloadMs = Math.round(times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0);
    const { requestsPerSecond, p99Ms, requests, failed } = await load;
    return {
      server: "release API, swapped under load",
      records,
      requestsPerSecond,
      ratio: "",
      p99Ms,
      requests,
      failed,
      readyMs: server.readyMs,
      reloadMs,
      memoryMiB: await peakMemoryMiB(server.pid),
    };
  } finally {
    await server.stop();
  }
}

async function isServed(server: ServerChild, tag: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    const image = await (await fetch(`${server.url}/v1/releases/${containerAt(0)}/dev?format=image`)).text();
    if (image.trim().endsWith(`:${tag}`)) return;
    await sleep(LOOK_MS);
  }
  throw new Error(`${tag} was not served within ${PATIENCE_MS} ms`);
}
