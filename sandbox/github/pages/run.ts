import { html, page, table, type Html } from "../../http/html.ts";
import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";

/** A run with the jobs that have begun, their steps, summaries and logs. */
export function runPage(world: World, { info }: StoredRepository, id: number): Html | undefined {
  const run = world.runs.get(id);
  if (run === undefined || run.repository.id !== info.id) return undefined;
  const jobs = world.runs.jobs(id).map(
    ({ name, result, steps, summary, log }) =>
      html`<h2>${name}: ${result ?? "in progress"}</h2>
        ${table(
          ["Step", "Conclusion"],
          steps.map((step) => [step.name, step.conclusion ?? "in progress"]),
        )}
        ${
          summary === ""
            ? ""
            : html`<h3>Summary</h3>
                <pre class="summary">${summary}</pre>`
        }
        <h3>Log</h3>
        <pre>${log}</pre>`,
  );
  return page(
    `${run.workflowName} #${run.runNumber}: ${run.displayTitle}`,
    html`<p>${run.conclusion ?? run.status}, attempt ${run.runAttempt}</p>
      ${jobs}`,
  );
}
