import { step } from "../../../lib/store/step.ts";
import type { Work } from "../nudges.ts";
import { mayPass, messageOf } from "../trouble.ts";
import type { World } from "../world.ts";

/** A part of the server that works for as long as it runs. */
export interface Loop {
  /** Resolves when what is under way has ended. */
  readonly stop: () => Promise<void>;
}

/**
 * Runs again and again: at once while there is something to do, at the next nudge otherwise, and every `pollMs` for what
 * other replicas have left. What fails is logged, and tried again.
 * @param run @returns how much it found to do
 */
export function startLoop(world: World, work: Work, run: () => Promise<number>): Loop {
  const stopping = new AbortController();
  const ended = loop(world, work, { run, signal: stopping.signal });
  return {
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

/** Logs why a part could not do its work. */
export function tellTrouble({ log }: World, work: Work, error: unknown): void {
  const level = mayPass(error) ? "warn" : "error";
  log[level]({ work, err: error }, `could not work on ${work}: ${messageOf(error)}`);
}

async function loop(
  world: World,
  work: Work,
  { run, signal }: { readonly run: () => Promise<number>; readonly signal: AbortSignal },
): Promise<void> {
  const { nudges, pollMs } = world;
  while (!signal.aborted) {
    let found = 0;
    try {
      found = await step("work.run", () => run());
    } catch (error) {
      tellTrouble(world, work, error);
    }
    if (found === 0 && !signal.aborted) await step("work.sleep", () => nudges.wait(work, pollMs, signal));
  }
}
