import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { Processes, until } from "./processes.ts";
import { run } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "processes-"));
const node = (script: string) => ({ command: process.execPath, args: ["-e", script] });
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  [
    "is not installed",
    { command: "/nowhere/etcd", args: [] },
    "etcd cannot be started: spawn /nowhere/etcd ENOENT",
  ],
  ["ends by itself", node("console.log('no such flag'); process.exitCode = 3"), "etcd ended (3)"],
])("a wait is over when a program %s, beside one that runs", async (_name, program, message) => {
  const processes = new Processes(folder);
  processes.start({ name: "other", ...node("setInterval(() => {}, 1000)") });
  processes.start({ name: "etcd", ...program });
  await expect(until(processes, "etcd serves", async () => undefined)).rejects.toThrow(message);
  await processes.stop();
});

test("a program without input reads end of file, and one that reads nothing may end", async () => {
  const { command, args } = node("process.stdin.on('end', () => console.log('end')).resume()");
  expect(await run(command, args)).toBe("end\n");
  expect(await run(command, ["-e", ""], { input: "x".repeat(1_000_000) })).toBe("");
});

test("a wait ends when all are to end, and the programs can still be stopped", async () => {
  const ending = new AbortController();
  const processes = new Processes(folder, ending.signal);
  processes.start({ name: "etcd", ...node("setInterval(() => {}, 1000)") });
  const wait = until(processes, "etcd serves", async () => ending.abort(new Error("Ended by SIGTERM.")));
  await expect(wait).rejects.toThrow("Ended by SIGTERM.");
  await processes.stop();
  expect(processes.ids).toEqual(new Map());
});
