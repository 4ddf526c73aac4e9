import type { KnownBuild } from "../deploys/counted-builds.ts";
import { knownBuild } from "./builds.ts";
import { storedConfig, type StoredConfig } from "./deploy-configs.ts";
import { storedRepository, type StoredRepository } from "./repositories.ts";
import { step } from "./step.ts";
import type { Db } from "./store.ts";

/** All repositories, in the order of their numbers. */
export async function allRepositories(db: Db): Promise<readonly StoredRepository[]> {
  const rows = await step("repositories.list", () =>
    db.selectFrom("repositories").selectAll().orderBy("id").execute(),
  );
  return rows.map(storedRepository);
}

/** All configs that nobody has deleted. */
export async function allConfigs(db: Db): Promise<readonly StoredConfig[]> {
  const rows = await step("configs.list all", () =>
    db
      .selectFrom("deploy_configs")
      .selectAll()
      .where("state", "<>", "deleted")
      .orderBy("repository_id")
      .orderBy("name")
      .execute(),
  );
  return rows.map(storedConfig);
}

/** The heads of repositories' branches that are there, by repository and branch. */
export async function headsIn(
  db: Db,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Readonly<Record<string, string>>>> {
  if (ids.length === 0) return new Map();
  const rows = await step("branches.list of several", () =>
    db
      .selectFrom("branches")
      .select(["repository_id", "name", "head"])
      .where("repository_id", "in", ids)
      .where("head", "is not", null)
      .execute(),
  );
  const byId = Map.groupBy(rows, (row) => row.repository_id);
  return new Map(
    [...byId].map(([id, branches]) => [
      id,
      Object.fromEntries(branches.flatMap(({ name, head }) => (head === null ? [] : [[name, head]]))),
    ]),
  );
}

/** The builds of repositories' heads, by repository. */
export async function headBuildsIn(
  db: Db,
  ids: readonly number[],
): Promise<ReadonlyMap<number, readonly KnownBuild[]>> {
  if (ids.length === 0) return new Map();
  const rows = await step("builds.list of heads", () =>
    db
      .selectFrom("builds")
      .selectAll()
      .where("repository_id", "in", ids)
      .where((at) =>
        at.exists(
          at
            .selectFrom("branches")
            .select("branches.name")
            .whereRef("branches.repository_id", "=", "builds.repository_id")
            .whereRef("branches.head", "=", "builds.sha"),
        ),
      )
      .execute(),
  );
  const byId = Map.groupBy(rows, (row) => row.repository_id);
  return new Map([...byId].map(([id, builds]) => [id, builds.map(knownBuild)]));
}
