import type { WorkflowEvent } from "../../github/model.ts";
import { changedPaths, mergeBase, parentOf } from "../git.ts";

const NO_COMMIT = /^0{40}$/;

/**
 * The paths that `paths` filters look at: for a push what lies between before and after, for a new branch what its
 * commits changed, for a pull request what it changes since it left its base.
 */
export async function eventPaths(event: WorkflowEvent): Promise<readonly string[]> {
  const { gitDir } = event.repository;
  if (event.name === "pull_request") {
    const { base, head } = event.payload["pull_request"] as { base: { sha: string }; head: { sha: string } };
    return await changedPaths(gitDir, (await mergeBase(gitDir, base.sha, head.sha)) ?? base.sha, head.sha);
  }
  const { before, deleted } = event.payload;
  if (deleted === true) return [];
  if (typeof before === "string" && !NO_COMMIT.test(before)) {
    return await changedPaths(gitDir, before, event.sha);
  }
  const commits = (event.payload["commits"] ?? []) as readonly { readonly id: string }[];
  const deepest = commits[0]?.id;
  if (deepest === undefined) return [];
  return await changedPaths(gitDir, await parentOf(gitDir, deepest), event.sha);
}
