import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import type { Kill, Told } from "./kill.ts";

const folder = mkdtempSync(join(tmpdir(), "kill-at-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KILL_AT = new URL("kill-at.ts", import.meta.url).href;
const STEP = new URL("../../lib/store/step.ts", import.meta.url).href;
/** Comes through two steps, says so, and would go on for ever. */
const CODE = `
  const { step } = await import(${JSON.stringify(STEP)});
  for (const name of ["a.one", "a.two"]) await step(name, async () => {});
  process.stdout.write("through");
  setInterval(() => {}, 1e6);`;

function run(kills: readonly Kill[]): ChildProcess {
  return spawn(process.execPath, ["--import", KILL_AT, "--input-type=module", "--eval", CODE], {
    env: { PATH: process.env["PATH"], KILL_AT: JSON.stringify(kills) },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
}

const ticket = join(folder, "ticket");

test("a process dies at the first of its kills that nobody has died of yet", async () => {
  const taken = join(folder, "taken");
  writeFileSync(taken, "");
  const child = run([
    { step: "a.one", when: "before", ticket: taken },
    { step: "a.two", when: "after", ticket },
    { step: "a.three", when: "before" },
  ]);
  const said: string[] = [];
  child.stdout?.on("data", (part) => said.push(String(part)));
  expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
  expect(said).toEqual([]);
});

test("another one that is told of the same goes on, tells what it came through, and ends with its parent", async () => {
  const child = run([{ step: "a.two", when: "after", ticket }]);
  expect(String((await once(child.stdout!, "data"))[0])).toBe("through");
  child.send("seen");
  const [told] = (await once(child, "message")) as [Told];
  expect(told.seen).toEqual(["a.one", "a.two"]);
  const ended = once(child, "exit");
  child.disconnect();
  expect(await ended).toEqual([null, "SIGKILL"]);
});
