/**
 * The runner sends a step of a cancelled job SIGINT, SIGTERM 7.5 seconds later, and ends it 2.5 seconds after that.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
 */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Ends the process when the job is cancelled, once it was reported what becomes of what was asked for. */
export function onCancel(report: () => Promise<void>): void {
  let isCancelled = false;
  const end = (): void => {
    if (isCancelled) return;
    isCancelled = true;
    void report().finally(() => process.exit(1));
  };
  for (const signal of SIGNALS) process.on(signal, end);
}
