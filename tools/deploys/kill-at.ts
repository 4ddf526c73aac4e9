/**
 * Loaded before the deploy server (`node --import`), it ends the process at a step that its parent has named, like a
 * machine that is lost: nothing is finished or reported. Of several processes that are given the same kill, only
 * the first to get there dies. A process whose parent is gone ends, too.
 */
import { tracingChannel } from "node:diagnostics_channel";
import { closeSync, openSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { textAt } from "../../apps/deploy-server/narrow.ts";
import { STEPS, type StepContext } from "../../lib/store/step.ts";
import type { Kill, Order, Told } from "./kill.ts";

const { KILL_AT } = process.env;
let kills: readonly Kill[] = KILL_AT === undefined ? [] : JSON.parse(KILL_AT);
const seen = new Set<string>();

process.on("message", (order: Order) => {
  if (order === "seen") {
    process.send?.({ seen: [...seen] } satisfies Told);
    seen.clear();
  } else if (order === "keep compiled") flushCompileCache();
  else ({ kills } = order);
});
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
// The server may end even though its parent might still have something to say.
process.channel?.unref();

const stepOf = (context: unknown): StepContext["step"] => textAt(context, "step") ?? "";

const { start, asyncStart } = tracingChannel(STEPS);
start.subscribe((context) => {
  const step = stepOf(context);
  seen.add(step);
  dieAt(step, "before");
});
asyncStart.subscribe((context) => dieAt(stepOf(context), "after"));

function dieAt(step: string, when: Kill["when"]): void {
  const isDue = kills.some((kill) => kill.step === step && kill.when === when && isFirst(kill.ticket));
  if (isDue) process.kill(process.pid, "SIGKILL");
}

/** A file can be created only once. */
function isFirst(ticket: string | undefined): boolean {
  if (ticket === undefined) return true;
  try {
    closeSync(openSync(ticket, "wx"));
    return true;
  } catch {
    return false;
  }
}
