import { html, link, page, table, type Html } from "../../http/html.ts";
import type { Deployment } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import { commitPage } from "../shapes/commit.ts";
import { timestamp } from "../shapes/time.ts";
import type { World } from "../world.ts";

/** A repository's environments, each with all that happened in it, newest first. */
export function deploymentsPage(world: World, repository: StoredRepository): Html {
  const { info } = repository;
  const byEnvironment = Map.groupBy(world.deployments.list(info.id), ({ environment }) => environment);
  const sections = [...byEnvironment].map(
    ([environment, deployments]) =>
      html`<h2>${environment}</h2>
        ${history(repository, deployments)}`,
  );
  return page(
    `${info.fullName}: deployments`,
    sections.length === 0 ? html`<p>None.</p>` : html`${sections}`,
  );
}

const history = (repository: StoredRepository, deployments: readonly Deployment[]): Html =>
  table(
    ["Deployment", "Commit", "State", "Description", "By", "At"],
    deployments.flatMap(({ id, sha, ref, description, creator, createdAt, statuses }) => [
      ...statuses.map((status) => [
        link(status.environmentUrl, String(id)),
        link(commitPage(repository, sha), sha.slice(0, 7)),
        link(status.logUrl, status.state),
        status.description,
        status.creator,
        timestamp(status.createdAt),
      ]),
      [
        String(id),
        link(commitPage(repository, sha), sha.slice(0, 7)),
        `created for ${ref}`,
        description ?? "",
        creator,
        timestamp(createdAt),
      ],
    ]),
  );
