import { pullRequestIn } from "../../github/event-payload.ts";
import type { WorkflowEvent } from "../../github/model.ts";
import { listAt, textAt } from "../../narrow.ts";
import { changedPaths, mergeBase, parentOf } from "../git.ts";

const NO_COMMIT = /^0{40}$/;

/**
 * The paths that `paths` filters look at: for a push what lies between before and after, for a new branch what its
 * commits changed, for a pull request what it changes since it left its base.
 */
export async function eventPaths(event: WorkflowEvent): Promise<readonly string[]> {
  const { gitDir } = event.repository;
  const request = pullRequestIn(event);
  if (event.name === "pull_request" && request !== undefined) {
    const { base, head } = request;
    return await changedPaths(gitDir, (await mergeBase(gitDir, base.sha, head.sha)) ?? base.sha, head.sha);
  }
  const { before, deleted } = event.payload;
  if (deleted === true) return [];
  if (typeof before === "string" && !NO_COMMIT.test(before)) {
    return await changedPaths(gitDir, before, event.sha);
  }
  const [first] = listAt(event.payload, "commits");
  const deepest = textAt(first, "id");
  if (deepest === undefined) return [];
  return await changedPaths(gitDir, await parentOf(gitDir, deepest), event.sha);
}
