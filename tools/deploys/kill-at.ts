/**
 * Loaded before the deploy server (`node --import`), it ends the process at a step that its parent has named, as a
 * machine that is lost does: nothing is finished, nothing is told. Of several processes that are told of one kill, only
 * the first that comes there dies.
 */
import { tracingChannel } from "node:diagnostics_channel";
import { closeSync, openSync } from "node:fs";
import { STEPS, type StepContext } from "../../lib/store/step.ts";
import type { Kill, Told } from "./kill.ts";

const { KILL_AT } = process.env;
let kill: Kill | undefined = KILL_AT === undefined ? undefined : (JSON.parse(KILL_AT) as Kill);
const seen = new Set<string>();

process.on("message", (message: Kill | "seen") => {
  if (message === "seen") process.send?.({ seen: [...seen] } satisfies Told);
  else kill = message;
});
// The server may end although its parent would still have something to say.
process.channel?.unref();

const { start, asyncStart } = tracingChannel<StepContext, StepContext>(STEPS);
start.subscribe((context) => {
  const { step } = context as StepContext;
  seen.add(step);
  dieAt(step, "before");
});
asyncStart.subscribe((context) => dieAt((context as StepContext).step, "after"));

function dieAt(step: string, when: Kill["when"]): void {
  if (kill?.step === step && kill.when === when && isFirst(kill.ticket)) process.kill(process.pid, "SIGKILL");
}

/** A file can be made once. */
function isFirst(ticket: string): boolean {
  try {
    closeSync(openSync(ticket, "wx"));
    return true;
  } catch {
    return false;
  }
}
