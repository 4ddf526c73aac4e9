import type { Selectable } from "kysely";
import type { DeployConfig } from "../deploys/config/deploy-config.ts";
import { lockBranch, type BranchName } from "./branches.ts";
import { savePreviews } from "./previews.ts";
import { step } from "./step.ts";
import { inTransaction, type Db } from "./store.ts";
import type { DeployConfigTable } from "./tables.ts";

/** A deploy config's file, as the default branch has it. */
export interface ConfigFile {
  /** The config's name, which is the file's. */
  readonly name: string;
  /** `.deploy/my-app.yaml` */
  readonly path: string;
  /** The commit that last changed the file: 40 hex. */
  readonly configSha: string;
  /** The file's id: 40 hex. */
  readonly blob: string;
  /** Undefined where it cannot be read; then `problems` says why. */
  readonly document: DeployConfig | undefined;
  readonly problems: string | undefined;
}

/** A config as the store has it; its repository and its name are what it is known by. */
export interface StoredConfig extends ConfigFile {
  readonly repositoryId: number;
  readonly state: "present" | "broken" | "deleted";
  /** The scan that has missed it first; undefined while none has. */
  readonly missedIn: string | undefined;
}

/**
 * Takes over all configs that a repository's default branch has at a commit; what it has no more is `deleted` until
 * somebody has seen to it.
 * @param head the commit that was read
 * @returns false where the branch has another head by now: read it again
 */
export async function saveConfigs(
  db: Db,
  { repositoryId, branch, head }: BranchName & { readonly head: string },
  files: readonly ConfigFile[],
): Promise<boolean> {
  return inTransaction(db, async (transaction) => {
    if ((await lockBranch(transaction, { repositoryId, branch })) !== head) return false;
    for (const file of files) await saveConfig(transaction, repositoryId, file);
    const names = files.map(({ name }) => name);
    await markDeleted(transaction, repositoryId, names);
    return true;
  });
}

/** Writes a config as the default branch has it; the branch is to be locked. */
export async function saveConfig(db: Db, repositoryId: number, file: ConfigFile): Promise<void> {
  const { name, path, configSha, blob, document, problems } = file;
  const columns = {
    path,
    state: document === undefined ? ("broken" as const) : ("present" as const),
    config_sha: configSha,
    blob,
    team: document?.team ?? null,
    artifact_repository: document?.artifact?.repository.toLowerCase() ?? null,
    document: document === undefined ? null : JSON.stringify(document),
    problems: problems ?? null,
    missed_in: null,
  };
  await step("configs.save", () =>
    db
      .insertInto("deploy_configs")
      .values({ repository_id: repositoryId, name, ...columns })
      .onConflict((conflict) => conflict.columns(["repository_id", "name"]).doUpdateSet(columns))
      .execute(),
  );
}

async function markDeleted(db: Db, repositoryId: number, kept: readonly string[]): Promise<void> {
  await step("configs.mark deleted", () => {
    const update = db
      .updateTable("deploy_configs")
      .set({ state: "deleted" })
      .where("repository_id", "=", repositoryId);
    return (kept.length === 0 ? update : update.where("name", "not in", kept)).execute();
  });
}

/** Takes away a config that was deleted, and its previews, once somebody has seen to it; one that is back stays. */
export async function forgetConfig(db: Db, repositoryId: number, name: string): Promise<void> {
  await inTransaction(db, async (transaction) => {
    const forgotten = await step("configs.forget", () =>
      transaction
        .deleteFrom("deploy_configs")
        .where("repository_id", "=", repositoryId)
        .where("name", "=", name)
        .where("state", "=", "deleted")
        .returning("name")
        .executeTakeFirst(),
    );
    if (forgotten !== undefined) await savePreviews(transaction, { repositoryId, config: name }, []);
  });
}

/** Keeps a config for the transaction, so that of two who write what follows of it the second sees what the first has done. */
export async function lockConfig(
  db: Db,
  { repositoryId, config }: { readonly repositoryId: number; readonly config: string },
): Promise<void> {
  await step("configs.lock", () =>
    db
      .selectFrom("deploy_configs")
      .select("name")
      .where("repository_id", "=", repositoryId)
      .where("name", "=", config)
      .forUpdate()
      .execute(),
  );
}

/** The configs of a repository, those that were deleted and not yet seen to among them. */
export async function configsIn(db: Db, repositoryId: number): Promise<readonly StoredConfig[]> {
  const rows = await step("configs.list", () =>
    db
      .selectFrom("deploy_configs")
      .selectAll()
      .where("repository_id", "=", repositoryId)
      .orderBy("name")
      .execute(),
  );
  return rows.map(storedConfig);
}

/** The configs of a name that some default branch has: more than one where several repositories claim it. */
export async function configsNamed(db: Db, name: string): Promise<readonly StoredConfig[]> {
  const rows = await step("configs.find", () =>
    db
      .selectFrom("deploy_configs")
      .selectAll()
      .where("name", "=", name)
      .where("state", "<>", "deleted")
      .orderBy("repository_id")
      .execute(),
  );
  return rows.map(storedConfig);
}

/** The configs whose artifact is built in a repository, in any case of its name; without those that were deleted. */
export async function configsBuiltIn(db: Db, repository: string): Promise<readonly StoredConfig[]> {
  const rows = await step("configs.find built in", () =>
    db
      .selectFrom("deploy_configs")
      .selectAll()
      .where("artifact_repository", "=", repository.toLowerCase())
      .where("state", "<>", "deleted")
      .orderBy("name")
      .execute(),
  );
  return rows.map(storedConfig);
}

export function storedConfig(row: Selectable<DeployConfigTable>): StoredConfig {
  const { repository_id, name, path, state, config_sha, blob, document, problems, missed_in } = row;
  return {
    repositoryId: repository_id,
    name,
    path,
    state,
    configSha: config_sha,
    blob,
    document: document ?? undefined,
    problems: problems ?? undefined,
    missedIn: missed_in ?? undefined,
  };
}
