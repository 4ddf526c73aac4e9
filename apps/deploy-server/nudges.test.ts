import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { Nudges, type Work } from "./nudges.ts";

const NEVER_MS = 3_600_000;

/** Who of these has been woken once what is due is past. */
async function woken(nudges: Nudges, works: readonly Work[]): Promise<readonly Work[]> {
  const stop = new AbortController();
  const found: Work[] = [];
  const waiting = works.map(async (work) => {
    await nudges.wait(work, NEVER_MS, stop.signal);
    if (!stop.signal.aborted) found.push(work);
  });
  // Timers end in the order in which they are due, however late.
  await sleep(50);
  stop.abort();
  await Promise.all(waiting);
  return found;
}

test("a nudge for later wakes whoever waits for that work, and nobody else", async () => {
  const nudges = new Nudges();
  nudges.nudgeIn("requests", 1);
  expect(await woken(nudges, ["inbox", "requests", "messages"])).toEqual(["requests"]);
});

test("a nudge that came while the part was at work is not lost", async () => {
  const nudges = new Nudges();
  nudges.nudge("inbox");
  expect(await woken(nudges, ["requests", "inbox"])).toEqual(["inbox"]);
});
