import type { StoredConfig } from "../../../lib/store/deploy-configs.ts";
import { findRepositoryNamed, type StoredRepository } from "../../../lib/store/repositories.ts";
import type { Db } from "../../../lib/store/store.ts";

/** The repository whose branches a config is about: the one that its artifact is built in; without an artifact, its own. */
export async function sourceOf(
  db: Db,
  { document }: Pick<StoredConfig, "document">,
  home: StoredRepository | undefined,
): Promise<StoredRepository | undefined> {
  const artifact = document?.artifact?.repository;
  return artifact === undefined ? home : findRepositoryNamed(db, artifact);
}
