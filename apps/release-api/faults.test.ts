import { rm, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { databaseText, makeFiles, record, type DatabaseDirectory } from "./testing/files.ts";
import { startServerProcess, type ReleaseApiProcess } from "./testing/server-process.ts";

const CONTAINERS = Array.from({ length: 100 }, (_, index) => `app-${index}`);
const SWAPS = 1000;
const READERS = 4;

/** Every record of a database has its number in the tag: an answer with two numbers is mixed. */
const numbered = (number: number): string =>
  databaseText(
    CONTAINERS.flatMap((container) =>
      ["dev", "prod"].map((channel) => record(container, channel, `v${number}`)),
    ),
  );

let files: DatabaseDirectory;
let server: ReleaseApiProcess;

beforeAll(async () => {
  files = await makeFiles();
  await files.swap("db.json", numbered(0));
  server = await startServerProcess({ DATABASE_PATH: files.databasePath });
  await server.healthy(({ status }) => status === "ok");
});

afterAll(async () => {
  await server.stop();
  await files.remove();
});

/** Replaces the file a thousand times, and spoils it now and then. */
async function swapAndSpoil(): Promise<void> {
  const { databasePath, swap } = files;
  for (let number = 1; number <= SWAPS; number += 1) {
    const text = numbered(number);
    switch (number % 50) {
      case 10:
        await swap("db.json", "garbage {");
        break;
      case 20:
        await swap("db.json", text.slice(0, text.length / 2));
        break;
      case 30:
        await rm(databasePath);
        break;
      // In place: a reader may see half of it.
      case 40:
        await writeFile(databasePath, text);
        break;
      default:
        await swap("db.json", text);
    }
  }
}

test("under a thousand swaps and faults every answer is good and of one version", async () => {
  const wrong: string[] = [];
  const versions = new Map<string, string>();
  let answers = 0;
  const run = { over: false };
  const read = async (reader: number): Promise<void> => {
    for (let turn = reader; !run.over; turn += 1) {
      const path =
        [
          "/v1/releases?limit=1000",
          "/v1/releases?container=app-1*&channel=prod",
          "/v1/releases?container=app-7",
        ][turn % 3] ?? "";
      const response = await server.get(path);
      const text = await response.text();
      const numbers = new Set(text.match(/:v\d+"/g));
      const version = response.headers.get("etag") ?? "";
      const [number = ""] = numbers;
      const known = versions.get(version) ?? number;
      versions.set(version, known);
      answers += 1;
      if (
        response.status !== 200 ||
        numbers.size !== 1 ||
        known !== number ||
        !version.includes(/"version":"(\w+)"/.exec(text)?.[1] ?? "?")
      )
        wrong.push(`${path}: ${response.status} ${version} ${[...numbers].join()}, known ${known}`);
    }
  };
  const readers = Array.from({ length: READERS }, (_, reader) => read(reader));
  await swapAndSpoil();
  await files.swap("db.json", numbered(SWAPS + 1));
  await server.healthy(({ status, problems }) => status === "ok" && problems.length === 0);
  while (![...versions.values()].includes(`:v${SWAPS + 1}"`)) await server.healthy(() => true);
  run.over = true;
  await Promise.all(readers);
  expect(wrong).toEqual([]);
  expect(answers).toBeGreaterThan(100);
  // The server was not merely left with the first one.
  expect(versions.size).toBeGreaterThan(2);
});
