import type { Source } from "../../../lib/releases/generated/schema.generated.ts";
import { finishedRunOf } from "../../../lib/runner/event-payload.ts";
import type { Run } from "../../../lib/runner/run.ts";

/** The build whose images are released. */
export interface SourceBuild {
  readonly source: Source;
  /** The ref without `refs/heads/` or `refs/tags/`. */
  readonly refName: string;
  /** Absent for a tag. */
  readonly branch: string | undefined;
}

/** A build that must not be released, and why. */
export interface Unreleasable {
  readonly reason: string;
}

/**
 * The build that a run releases: its own or, for workflow_run, the run that triggered it. GITHUB_SHA is then the default
 * branch's commit, not the one that was built.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run
 */
export function buildOf(run: Run): SourceBuild | Unreleasable {
  if (run.eventName === "workflow_run") return finishedBuild(run);
  // This event gives code from anyone's fork the base branch's ref and secrets.
  if (run.eventName === "pull_request_target")
    return { reason: "pull_request_target may build a fork's code" };
  return ownBuild(run);
}

function ownBuild({ repository, sha, ref, headRef, id, attempt }: Run): SourceBuild {
  const branch = headRef === "" ? shortName(ref, "refs/heads/") : headRef;
  return {
    source: { repository, sha, ref, run_id: id, run_attempt: attempt },
    refName: branch ?? shortName(ref, "refs/tags/") ?? ref.replace(/^refs\//, ""),
    branch,
  };
}

function finishedBuild({ repository, event }: Run): SourceBuild | Unreleasable {
  const build = finishedRunOf(event);
  if (build === undefined) return { reason: "the event workflow_run does not name the run it is about" };
  const { id, attempt, conclusion, headSha, headBranch } = build;
  if (conclusion !== "success") {
    return { reason: `build run ${id} ended with ${conclusion ?? "no conclusion"}` };
  }
  // A fork's branch can also be called main, and its code must not reach a channel.
  if (build.isFork || build.event.startsWith("pull_request")) {
    return { reason: `build run ${id} is for a pull request` };
  }
  // The event does not distinguish branches from tags, so every ref counts as a branch.
  return {
    source: { repository, sha: headSha, ref: `refs/heads/${headBranch}`, run_id: id, run_attempt: attempt },
    refName: headBranch,
    branch: headBranch,
  };
}

function shortName(ref: string, prefix: string): string | undefined {
  return ref.startsWith(prefix) ? ref.slice(prefix.length) : undefined;
}
