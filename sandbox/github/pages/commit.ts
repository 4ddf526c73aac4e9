import { html, link, page, table, type Html } from "../../http/html.ts";
import type { CommitStatus, Deployment } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import { timestamp } from "../shapes/time.ts";
import type { World } from "../world.ts";

/** A commit with what was reported about it: its statuses, its deployments, its changes. */
export async function commitPage(
  world: World,
  repository: StoredRepository,
  sha: string,
): Promise<Html | undefined> {
  const { info, git } = repository;
  const commit = /^[0-9a-f]{4,40}$/.test(sha) ? await git.commit(sha) : undefined;
  if (commit === undefined) return undefined;
  const deployed = world.deployments.list(info.id).filter((deployment) => deployment.sha === commit.oid);
  const changes = (await git.run(["show", "--stat", "--patch", commit.oid])).toString("utf8");
  return page(
    `${info.fullName} ${commit.oid.slice(0, 7)}`,
    html`<h2>Statuses</h2>
      ${statusTable(world.statuses.latest(info.id, commit.oid))}
      <h2>Deployments</h2>
      ${deploymentTable(deployed)}
      <pre>${changes}</pre>`,
  );
}

const statusTable = (statuses: readonly CommitStatus[]): Html =>
  table(
    ["Context", "State", "Description", "By", "At"],
    statuses.map(({ context, state, description, targetUrl, creator, createdAt }) => [
      link(targetUrl, context),
      state,
      description ?? "",
      creator,
      timestamp(createdAt),
    ]),
  );

/** One line for each deployment, with its newest status. */
const deploymentTable = (deployments: readonly Deployment[]): Html =>
  table(
    ["Environment", "State", "Description", "By", "At"],
    deployments.map(({ environment, description, creator, updatedAt, statuses: [last] }) => [
      link(last?.environmentUrl ?? null, environment),
      last?.state ?? "no status yet",
      last?.description || (description ?? ""),
      last?.creator ?? creator,
      timestamp(updatedAt),
    ]),
  );
