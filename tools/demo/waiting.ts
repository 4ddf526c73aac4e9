import type { Progress } from "@release-channels/sandbox";
import type { Screen } from "./screen.ts";
import type { World } from "./world.ts";

/** Longer than any hop takes on a quiet machine, in ms. */
const SILENCE_MS = 15_000;

/**
 * Prints what is in progress whenever nothing else was printed for a while, so that people on a busy machine know what they
 * are waiting for.
 * @param silence in ms
 * @returns how to stop it
 */
export function tellWaiting(
  { runner }: { readonly runner: Pick<World["runner"], "onProgress"> },
  screen: Screen,
  silence = SILENCE_MS,
): () => void {
  const steps = new Map<number, string>();
  const stop = runner.onProgress((progress) => follow(progress, steps));
  const timer = setInterval(
    () => {
      if (screen.silence < silence) return;
      const what = [...steps.values()].join("; ");
      screen.hop("waiting", what === "" ? "for the cluster, which pulls every second" : `for ${what}`, "dim");
    },
    Math.ceil(silence / 4),
  );
  return () => {
    stop();
    clearInterval(timer);
  };
}

function follow(progress: Progress, steps: Map<number, string>): void {
  const { run } = progress;
  const name = `${run.workflowName} #${run.runNumber} of ${run.repository.fullName}`;
  if (progress.kind === "run-queued" || progress.kind === "run-started") steps.set(run.id, name);
  if (progress.kind === "step-started") steps.set(run.id, `${name} (${progress.step})`);
  if (progress.kind === "run-finished") steps.delete(run.id);
}
