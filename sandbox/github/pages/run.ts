import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";
import { type Html, html, page, table } from "./html.ts";

/** A run with the jobs that have ended, their steps and logs. */
export function runPage(world: World, { info }: StoredRepository, id: number): Html | undefined {
  const run = world.runs.get(id);
  if (run === undefined || run.repository.id !== info.id) return undefined;
  const jobs = world.runs.jobs(id).map(
    ({ name, result, steps, log }) =>
      html`<h2>${name}: ${result}</h2>
        ${table(
          ["Step", "Conclusion"],
          steps.map((step) => [step.name, step.conclusion]),
        )}
        <pre>${log}</pre>`,
  );
  return page(
    `${run.workflowName} #${run.runNumber}: ${run.displayTitle}`,
    html`<p>${run.conclusion ?? run.status}, attempt ${run.runAttempt}</p>
      ${jobs}`,
  );
}
