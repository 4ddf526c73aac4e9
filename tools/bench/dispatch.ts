import { createHash } from "node:crypto";
import type { GitHub, Repository, WorkflowEvent, WorkflowRun } from "@release-channels/sandbox";

interface Build {
  readonly index: number;
  readonly container: string;
  readonly channel: string;
  readonly image: string;
  /** The commit that was built; one that is nowhere unless said. */
  readonly sha?: string;
}

/** The run of "Update database" that a build's dispatch starts, still queued. */
export function createUpdateRun(
  { github, repository }: { readonly github: GitHub; readonly repository: Repository },
  build: Build,
): WorkflowRun {
  const event: WorkflowEvent = {
    name: "repository_dispatch",
    repository,
    ref: "refs/heads/main",
    sha: "0".repeat(40),
    actor: "octocat",
    payload: { client_payload: dispatchOf(build), repository: { default_branch: "main" } },
  };
  return github.runs.create({
    event,
    workflowPath: ".github/workflows/update-database.yml",
    workflowName: "Update database",
    displayTitle: build.container,
  });
}

/** A payload as trigger-dispatch sends it. */
export interface BuildDispatch {
  readonly version: 1;
  readonly dispatch_id: string;
  readonly releases: readonly Omit<Build, "index" | "sha">[];
  readonly source: {
    readonly repository: string;
    readonly sha: string;
    readonly ref: string;
    readonly run_id: number;
    readonly run_attempt: number;
  };
}

/** The dispatch of a build: its run id grows with `index`. */
export function dispatchOf({ index, container, channel, image, sha }: Build): BuildDispatch {
  return {
    version: 1,
    dispatch_id: dispatchId(index),
    releases: [{ container, channel, image }],
    source: {
      repository: `acme/${container}`,
      sha: sha ?? createHash("sha1").update(image).digest("hex"),
      ref: "refs/heads/main",
      run_id: 1000 + index,
      run_attempt: 1,
    },
  };
}

/** A UUID that counts. */
export function dispatchId(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
}
