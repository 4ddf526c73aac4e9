import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { firstAnswer } from "./first-answer.ts";

/** Answers in turn; each request keeps its signal. */
function asked(...answers: readonly (() => Promise<string>)[]) {
  const signals: AbortSignal[] = [];
  const ask = (signal: AbortSignal): Promise<string> => answers[signals.push(signal) - 1]!();
  return { ask, signals };
}

const after = (milliseconds: number, answer: string) => () => sleep(milliseconds, answer);
const failing = (message: string) => () => Promise.reject(new Error(message));

describe("asking twice at once", () => {
  test.each([
    ["the first", after(0, "one"), after(1000, "two"), "one"],
    ["the second", after(1000, "one"), after(0, "two"), "two"],
    ["the one that does not fail", failing("lost"), after(5, "two"), "two"],
  ])("takes %s", async (_which, one, two, answer) => {
    const { ask, signals } = asked(one, two);
    await expect(firstAnswer(ask)).resolves.toBe(answer);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  test("fails with the first one's error when both fail", async () => {
    await expect(firstAnswer(asked(failing("one"), failing("two")).ask)).rejects.toThrow("one");
  });
});
