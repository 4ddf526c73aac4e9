import { step } from "./step.ts";
import { inTransaction, type Db } from "./store.ts";

/** A branch that is shown beside a channel. */
export interface Preview {
  readonly channel: string;
  readonly branch: string;
  /** The branch's head: 40 hex. */
  readonly sha: string;
}

/** Writes which previews a config should have now; those that it had and should not have any more are gone. */
export async function savePreviews(
  db: Db,
  { repositoryId, config }: { readonly repositoryId: number; readonly config: string },
  previews: readonly Preview[],
): Promise<void> {
  await inTransaction(db, async (transaction) => {
    await step("previews.clear", () =>
      transaction
        .deleteFrom("previews")
        .where("repository_id", "=", repositoryId)
        .where("config", "=", config)
        .execute(),
    );
    if (previews.length === 0) return;
    const rows = previews.map((preview) => ({ repository_id: repositoryId, config, ...preview }));
    await step("previews.insert", () =>
      transaction
        .insertInto("previews")
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    );
  });
}
