import type { KnownBuild } from "../deploys/counted-builds.ts";
import { OPEN_STATES } from "../deploys/request.ts";
import { knownBuild } from "./builds.ts";
import { storedConfig, type StoredConfig } from "./deploy-configs.ts";
import { storedRequest, type StoredRequest } from "./request-row.ts";
import { step } from "./step.ts";
import type { Db } from "./store.ts";

/** A config with the name of the repository that it is in. */
export interface ConfigInRepository extends StoredConfig {
  /** `owner/name` */
  readonly repository: string;
}

/** All configs that some default branch has, by name. */
export async function configsWithRepositories(db: Db): Promise<readonly ConfigInRepository[]> {
  const rows = await step("overview.list configs", () =>
    db
      .selectFrom("deploy_configs")
      .innerJoin("repositories", "repositories.id", "deploy_configs.repository_id")
      .selectAll("deploy_configs")
      .select("repositories.name as repository")
      .where("deploy_configs.state", "<>", "deleted")
      .orderBy("deploy_configs.name")
      .orderBy("deploy_configs.repository_id")
      .execute(),
  );
  return rows.map((row) => ({ ...storedConfig(row), repository: row.repository }));
}

/** The open requests of all targets, the first that came first. */
export async function allOpenRequests(db: Db): Promise<readonly StoredRequest[]> {
  const rows = await step("overview.list open requests", () =>
    db.selectFrom("requests").selectAll().where("state", "in", OPEN_STATES).orderBy("sequence").execute(),
  );
  return rows.map(storedRequest);
}

/** The requests that releases are known by. @param correlations their dispatch ids */
export async function requestsOfReleases(
  db: Db,
  correlations: readonly string[],
): Promise<readonly StoredRequest[]> {
  if (correlations.length === 0) return [];
  const rows = await step("overview.list requests of releases", () =>
    db
      .selectFrom("requests")
      .selectAll()
      .where("correlation", "in", correlations)
      .orderBy("sequence")
      .execute(),
  );
  return rows.map(storedRequest);
}

/** What is built of a branch's head. */
export interface HeadBuild {
  /** `owner/name` in lower case. */
  readonly repository: string;
  readonly branch: string;
  /** The head: 40 hex. */
  readonly sha: string;
  /** Undefined where nothing was built of it yet. */
  readonly build: KnownBuild | undefined;
}

/**
 * The heads of branches with what was built of them, the newest first; a head without a build is there as well.
 * @param of repositories in lower case; branches that are looked for in each
 */
export async function headBuilds(
  db: Db,
  of: { readonly repositories: readonly string[]; readonly branches: readonly string[] },
): Promise<readonly HeadBuild[]> {
  if (of.repositories.length === 0 || of.branches.length === 0) return [];
  const rows = await step("overview.list head builds", () =>
    db
      .selectFrom("repositories")
      .innerJoin("branches", "branches.repository_id", "repositories.id")
      .leftJoin("builds", (join) =>
        join.onRef("builds.repository_id", "=", "repositories.id").onRef("builds.sha", "=", "branches.head"),
      )
      .selectAll("builds")
      .select((at) => [at.fn<string>("lower", ["repositories.name"]).as("repository"), "branches.head"])
      .select("branches.name as head_branch")
      .where((at) => at(at.fn<string>("lower", ["repositories.name"]), "in", of.repositories))
      .where("branches.name", "in", of.branches)
      .where("branches.head", "is not", null)
      .orderBy("builds.number", "desc")
      .orderBy("builds.attempt", "desc")
      .execute(),
  );
  return rows.map((row) => ({
    repository: row.repository,
    branch: row.head_branch,
    sha: row.head ?? "",
    build: isBuild(row) ? knownBuild(row) : undefined,
  }));
}

type Present<Row> = {
  readonly [Column in keyof Row]: Column extends "branch" | "conclusion"
    ? Row[Column]
    : NonNullable<Row[Column]>;
};

/** Of a head without a build, all its columns are null. */
function isBuild<Row extends { readonly number: number | null }>(row: Row): row is Row & Present<Row> {
  return row.number !== null;
}

/** How far requests are: the version of each that is there, by its id. */
export async function versionsOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await step("overview.list versions", () =>
    db.selectFrom("requests").select(["id", "version"]).where("id", "in", ids).execute(),
  );
  return new Map(rows.map(({ id, version }) => [id, version]));
}
