import { lockBranch, type BranchName } from "./branches.ts";
import { saveConfig, type ConfigFile } from "./deploy-configs.ts";
import { step } from "./step.ts";
import { inTransaction, type Db } from "./store.ts";

/** What a scan has found of a repository's configs. */
export interface ScannedConfigs {
  /** Those that are new, or not as they were. */
  readonly files: readonly ConfigFile[];
  /** The names of all that were found. */
  readonly found: readonly string[];
  /** The scan's id: those that it has missed are noted as missed since then; undefined where nothing is. */
  readonly scan: string | undefined;
}

/**
 * Takes over what a scan has found; what it has missed is noted, and stays.
 * @returns false where the branch has another head by now: whoever has moved it has seen to its configs
 */
export async function saveScannedConfigs(
  db: Db,
  { repositoryId, branch, head }: BranchName & { readonly head: string },
  { files, found, scan }: ScannedConfigs,
): Promise<boolean> {
  return inTransaction(db, async (transaction) => {
    if ((await lockBranch(transaction, { repositoryId, branch })) !== head) return false;
    for (const file of files) await saveConfig(transaction, repositoryId, file);
    await noteFound(transaction, repositoryId, found);
    if (scan !== undefined) await noteMissed(transaction, repositoryId, { found, scan });
    return true;
  });
}

async function noteFound(db: Db, repositoryId: number, found: readonly string[]): Promise<void> {
  if (found.length === 0) return;
  await step("configs.note found", () =>
    db
      .updateTable("deploy_configs")
      .set({ missed_in: null })
      .where("repository_id", "=", repositoryId)
      .where("name", "in", found)
      .where("missed_in", "is not", null)
      .execute(),
  );
}

async function noteMissed(
  db: Db,
  repositoryId: number,
  { found, scan }: { readonly found: readonly string[]; readonly scan: string },
): Promise<void> {
  await step("configs.note missed", () => {
    const update = db
      .updateTable("deploy_configs")
      .set({ missed_in: scan })
      .where("repository_id", "=", repositoryId)
      .where("missed_in", "is", null);
    return (found.length === 0 ? update : update.where("name", "not in", found)).execute();
  });
}

/** Notes that a config is gone that scans have missed, until somebody has seen to it; one that is back meanwhile stays. */
export async function deleteConfig(db: Db, repositoryId: number, name: string): Promise<void> {
  await step("configs.delete", () =>
    db
      .updateTable("deploy_configs")
      .set({ state: "deleted" })
      .where("repository_id", "=", repositoryId)
      .where("name", "=", name)
      .where("missed_in", "is not", null)
      .execute(),
  );
}
