import { repositoryNamed } from "../../../lib/github/repository.ts";
import { findHead } from "../../../lib/store/branches.ts";
import { finishEntry, type ClaimedEntry } from "../../../lib/store/inbox.ts";
import { findRepository, seeRepository } from "../../../lib/store/repositories.ts";
import { step } from "../../../lib/store/step.ts";
import { at, numberAt, textAt } from "../narrow.ts";
import type { World } from "../world.ts";
import { repositoryIn, senderIn } from "./payload.ts";
import { updatePreviews } from "./previews.ts";
import { readHead } from "./sync-configs.ts";
import { takeConfigs } from "./take-configs.ts";
import { askForRepository, trackRepository } from "./track-repository.ts";

/**
 * A repository was renamed, transferred, archived, deleted, or has another default branch. Two such events may come in
 * either order, and neither says which is the later: GitHub does.
 */
export async function handleRepositoryEvent(world: World, entry: ClaimedEntry): Promise<void> {
  const body = at(entry.payload, "body");
  const told = repositoryIn(body);
  if (told !== undefined) {
    await seeRepository(world.db, told);
    const before = await findRepository(world.db, told.id);
    const repository = await askForRepository(world, told);
    if (before?.defaultBranch !== repository.defaultBranch) {
      await takeConfigs(world, { repository, by: senderIn(body), key: entry.key }, false);
      await updatePreviews(world, repository);
    }
  }
  await finishEntry(world.db, entry);
}

/** A branch was deleted, or a pull request has come further: where its head is not the one that is known, it is read. */
export async function handleBranchEvent(world: World, entry: ClaimedEntry): Promise<void> {
  const body = at(entry.payload, "body");
  const told = branchIn(entry.kind, body);
  const repository = told && (await trackRepository(world, body));
  if (told !== undefined && repository !== undefined) {
    const place = { repositoryId: repository.id, branch: told.branch };
    if ((await findHead(world.db, place)) !== told.head) {
      const reached = await step("branch.repository", () =>
        world.github.at(repositoryNamed(repository.name)),
      );
      await readHead(world, reached, place);
      if (told.branch === repository.defaultBranch) {
        await takeConfigs(world, { repository, by: senderIn(body), key: entry.key }, false);
      }
      await updatePreviews(world, repository);
    }
  }
  await finishEntry(world.db, entry);
}

/** @returns undefined for a tag, and for a pull request that comes from a fork or is closed */
function branchIn(
  kind: string,
  body: unknown,
): { readonly branch: string; readonly head: string | undefined } | undefined {
  if (kind === "delete") {
    const branch = textAt(body, "ref");
    return textAt(body, "ref_type") === "branch" && branch !== undefined
      ? { branch, head: undefined }
      : undefined;
  }
  const head = at(body, "pull_request", "head");
  const [branch, sha] = [textAt(head, "ref"), textAt(head, "sha")];
  const isOwn = numberAt(head, "repo", "id") === numberAt(body, "repository", "id");
  const isClosed = textAt(body, "action") === "closed";
  return isOwn && !isClosed && branch !== undefined && sha !== undefined ? { branch, head: sha } : undefined;
}
