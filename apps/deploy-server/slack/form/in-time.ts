import { setTimeout as sleep } from "node:timers/promises";
import { step } from "../../../../lib/store/step.ts";

/** Waits for work while Slack waits. @returns undefined where it takes longer; the work goes on */
export async function inTime<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  const end = new AbortController();
  try {
    return await step("form.wait in time", () =>
      Promise.race([work, sleep(ms, undefined, { signal: end.signal })]),
    );
  } finally {
    end.abort();
  }
}
