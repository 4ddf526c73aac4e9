/** A replica that is killed before a step ends, as chaos kills it: `node die-in-transaction.ts <url>`. */
import { tracingChannel } from "node:diagnostics_channel";
import { claimEntries, receive } from "../inbox.ts";
import { STEPS, type StepContext } from "../step.ts";
import { inTransaction, openStore } from "../store.ts";

let inserted = 0;
tracingChannel<StepContext, StepContext>(STEPS).subscribe({
  start: () => {},
  end: () => {},
  error: () => {},
  asyncEnd: () => {},
  asyncStart: ({ step }) => {
    if (step === "inbox.insert") inserted += 1;
    if (inserted === 2) process.kill(process.pid, "SIGKILL");
  },
});

const { db } = await openStore({ driver: "postgresql", url: process.argv[2] ?? "", connections: 2 });
await receive(db, { source: "github", key: "claimed", kind: "push", payload: {} });
await claimEntries(db, { owner: "a", leaseMs: 0, limit: 100 });
await inTransaction(db, (transaction) =>
  receive(transaction, { source: "github", key: "half", kind: "push", payload: {} }),
);
