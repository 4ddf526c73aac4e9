import { html, link, page, table, type Html } from "../../http/html.ts";
import type { StoredRepository } from "../repositories.ts";
import { timestamp } from "../shapes/time.ts";
import type { World } from "../world.ts";

/** The repositories there are. */
export const repositoriesPage = (world: World): Html =>
  page(
    "Repositories",
    html`<ul>
      ${world.repositories.all().map(({ htmlUrl, fullName }) => html`<li>${link(htmlUrl, fullName)}</li>`)}
    </ul>`,
  );

/** A repository's workflow runs, newest first, as its "Actions" shows them. */
export const runsPage = (world: World, repository: StoredRepository): Html =>
  page(`${repository.info.fullName}: workflow runs`, runTable(world, repository));

/** A repository: where its pages are, and what ran in it. */
export function repositoryPage(world: World, repository: StoredRepository): Html {
  const { fullName, htmlUrl } = repository.info;
  return page(
    fullName,
    html`<p>${link(`${htmlUrl}/deployments`, "Deployments")}</p>
      <h2>Workflow runs</h2>
      ${runTable(world, repository)}`,
  );
}

const runTable = (world: World, { info }: StoredRepository): Html =>
  table(
    ["Run", "State", "Event", "Commit", "At"],
    world.runs
      .list(info.fullName)
      .map(({ htmlUrl, workflowName, runNumber, displayTitle, conclusion, status, event, updatedAt }) => [
        link(htmlUrl, `${workflowName} #${runNumber}: ${displayTitle}`),
        conclusion ?? status,
        event.name,
        link(`${info.htmlUrl}/commit/${event.sha}`, event.sha.slice(0, 7)),
        timestamp(updatedAt),
      ]),
  );
