import type { Selectable } from "kysely";
import type { PreviewPlace, PreviewState } from "../deploys/branch-preview.ts";
import type { Desired } from "../deploys/desired.ts";
import { NO_COMMIT } from "../deploys/order.ts";
import { NOW } from "./lease.ts";
import { step } from "./step.ts";
import { inTransaction, type Db } from "./store.ts";
import type { PreviewTable } from "./tables.ts";

/** A branch that is shown beside a channel. */
export interface Preview {
  readonly channel: string;
  readonly branch: string;
  /** The branch's head: 40 hex. */
  readonly sha: string;
}

/** Whose previews: a config by its repository and its name. */
export interface PreviewedConfig {
  readonly repositoryId: number;
  readonly config: string;
}

/** What is known of a preview. */
export interface StoredPreview extends PreviewedConfig, Preview {
  readonly id: number;
  /** Whether it is to go, as its branch has, or its config, or the config's `previews`. */
  readonly isGone: boolean;
  readonly state: PreviewState;
  readonly says: string | undefined;
  readonly placed: PreviewPlace | undefined;
  /** What its cluster was told to run. */
  readonly deployed: Desired | undefined;
  /** Since when it stands like that: ISO 8601. */
  readonly since: string;
}

/** Which configs of these names have branches beside them, or had: each as `<repository's number> <name>`. */
export async function previewedConfigs(db: Db, names: readonly string[]): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  const rows = await step("previews.find configs", () =>
    db
      .selectFrom("previews")
      .select(["repository_id", "config"])
      .distinct()
      .where("config", "in", names)
      .execute(),
  );
  return new Set(rows.map(({ repository_id, config }) => `${repository_id} ${config}`));
}

/**
 * Writes which previews a config should have now. Of those that it had and should not have any more, what was never
 * deployed is forgotten, and the others are to be removed.
 */
export async function savePreviews(
  db: Db,
  { repositoryId, config }: PreviewedConfig,
  previews: readonly Preview[],
): Promise<void> {
  await inTransaction(db, async (transaction) => {
    const own = transaction
      .selectFrom("previews")
      .selectAll()
      .where("repository_id", "=", repositoryId)
      .where("config", "=", config)
      .forUpdate();
    const known = await step("previews.lock", () => own.execute());
    const wanted = new Set(previews.map(nameOf));
    const left = known.filter((row) => !wanted.has(nameOf(row)));
    const forgotten = left.filter(({ placed }) => placed === null).map(({ id }) => id);
    const leaving = left.filter(({ placed, is_gone }) => placed !== null && !is_gone).map(({ id }) => id);
    if (forgotten.length > 0) {
      await step("previews.clear", () =>
        transaction.deleteFrom("previews").where("id", "in", forgotten).execute(),
      );
    }
    if (leaving.length > 0) {
      await step("previews.leave", () =>
        transaction
          .updateTable("previews")
          .set({ is_gone: true, state: "removing", says: null, since: NOW, due_at: NOW })
          .where("id", "in", leaving)
          .execute(),
      );
    }
    if (previews.length === 0) return;
    const rows = previews.map((preview) => ({ repository_id: repositoryId, config, ...preview }));
    await step("previews.insert", () =>
      transaction
        .insertInto("previews")
        .values(rows)
        .onConflict((conflict) =>
          conflict
            .columns(["repository_id", "config", "channel", "branch"])
            .doUpdateSet((row) => ({
              sha: row.ref("excluded.sha"),
              is_gone: false,
              moved_at: NOW,
              due_at: NOW,
            }))
            .where((row) =>
              row.or([
                row("previews.sha", "<>", row.ref("excluded.sha")),
                row("previews.is_gone", "=", true),
              ]),
            ),
        )
        .execute(),
    );
  });
}

function nameOf({ channel, branch }: Pick<Preview, "channel" | "branch">): string {
  return JSON.stringify([channel, branch]);
}

/** Notes what is left of a preview that nothing is known of any more, so that it goes; of one that is known, nothing changes. */
export async function addLeftPreview(
  db: Db,
  {
    repositoryId,
    config,
    channel,
    branch,
    placed,
  }: PreviewedConfig & Pick<Preview, "channel" | "branch"> & { readonly placed: PreviewPlace },
): Promise<void> {
  await step("previews.add left", () =>
    db
      .insertInto("previews")
      .values({
        repository_id: repositoryId,
        config,
        channel,
        branch,
        sha: NO_COMMIT,
        is_gone: true,
        state: "removing",
        placed: JSON.stringify(placed),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
}

/** Has somebody look at the previews of branches at once, as of one that was built. */
export async function wakePreviews(
  db: Db,
  { repositoryId, config }: PreviewedConfig,
  branches: readonly string[],
): Promise<void> {
  if (branches.length === 0) return;
  await step("previews.wake", () =>
    db
      .updateTable("previews")
      .set({ due_at: NOW })
      .where("repository_id", "=", repositoryId)
      .where("config", "=", config)
      .where("branch", "in", branches)
      .execute(),
  );
}

/** How many previews of a config in a channel belong to branches that were moved after this one's. */
export async function newerPreviews(
  db: Db,
  { id, repositoryId, config, channel }: Pick<StoredPreview, "id" | "repositoryId" | "config" | "channel">,
): Promise<number> {
  const row = await step("previews.count newer", () =>
    db
      .selectFrom("previews")
      .innerJoin("previews as own", (join) => join.on("own.id", "=", id))
      .select((one) => one.fn.countAll<number>().as("count"))
      .where("previews.repository_id", "=", repositoryId)
      .where("previews.config", "=", config)
      .where("previews.channel", "=", channel)
      .where("previews.is_gone", "=", false)
      .where((one) =>
        one.or([
          one("previews.moved_at", ">", one.ref("own.moved_at")),
          one.and([one("previews.moved_at", "=", one.ref("own.moved_at")), one("previews.id", ">", id)]),
        ]),
      )
      .executeTakeFirstOrThrow(),
  );
  return row.count;
}

/** The previews of some configs, by name. */
export async function previewsOf(db: Db, configs: readonly string[]): Promise<readonly StoredPreview[]> {
  if (configs.length === 0) return [];
  const rows = await step("previews.list", () =>
    db
      .selectFrom("previews")
      .selectAll()
      .where("config", "in", configs)
      .orderBy("config")
      .orderBy("channel")
      .orderBy("branch")
      .execute(),
  );
  return rows.map(storedPreview);
}

export function storedPreview(row: Selectable<PreviewTable>): StoredPreview {
  const { repository_id, is_gone, says, placed, deployed, ...rest } = row;
  const { id, config, channel, branch, sha, state, since } = rest;
  return {
    id,
    repositoryId: repository_id,
    config,
    channel,
    branch,
    sha,
    isGone: is_gone,
    state,
    says: says ?? undefined,
    placed: placed ?? undefined,
    deployed: deployed ?? undefined,
    since,
  };
}
