/**
 * Loaded before the deploy server (`node --import`), it ends the process at a step that its parent has named, as a
 * machine that is lost does: nothing is finished, nothing is told. Of several processes that are told of one kill, only
 * the first that comes there dies. A process whose parent is gone ends, too.
 */
import { tracingChannel } from "node:diagnostics_channel";
import { closeSync, openSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { STEPS, type StepContext } from "../../lib/store/step.ts";
import type { Kill, Order, Told } from "./kill.ts";

const { KILL_AT } = process.env;
let kills: readonly Kill[] = KILL_AT === undefined ? [] : (JSON.parse(KILL_AT) as readonly Kill[]);
const seen = new Set<string>();

process.on("message", (order: Order) => {
  if (order === "seen") {
    process.send?.({ seen: [...seen] } satisfies Told);
    seen.clear();
  } else if (order === "keep compiled") flushCompileCache();
  else ({ kills } = order);
});
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
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
  const isDue = kills.some((kill) => kill.step === step && kill.when === when && isFirst(kill.ticket));
  if (isDue) process.kill(process.pid, "SIGKILL");
}

/** A file can be made once. */
function isFirst(ticket: string | undefined): boolean {
  if (ticket === undefined) return true;
  try {
    closeSync(openSync(ticket, "wx"));
    return true;
  } catch {
    return false;
  }
}
