import { expect, test } from "@jest/globals";
import { Nudges } from "./nudges.ts";

const NEVER_MS = 3_600_000;
const going = new AbortController().signal;

test("a nudge for later wakes whoever waits for that work, and nobody else", async () => {
  const nudges = new Nudges();
  const woken: string[] = [];
  const stop = new AbortController();
  const others = (["inbox", "messages"] as const).map(async (work) => {
    await nudges.wait(work, NEVER_MS, stop.signal);
    if (!stop.signal.aborted) woken.push(work);
  });
  nudges.nudgeIn("requests", 20);
  await nudges.wait("requests", NEVER_MS, going);
  stop.abort();
  await Promise.all(others);
  expect(woken).toEqual([]);
});

test("a nudge that came while the part was at work is not lost", async () => {
  const nudges = new Nudges();
  nudges.nudge("inbox");
  await nudges.wait("inbox", NEVER_MS, going);
});
