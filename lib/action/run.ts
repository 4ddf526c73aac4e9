import { context } from "@actions/github";

/** The workflow run that a step belongs to. */
export interface Run {
  /** `owner/name` */
  readonly repository: string;
  readonly eventName: string;
  /** The webhook's body. */
  readonly event: Readonly<Record<string, unknown>>;
  /** 40 hex. */
  readonly sha: string;
  /** Fully qualified: `refs/heads/main`. */
  readonly ref: string;
  /** A pull request's branch; empty for other events. */
  readonly headRef: string;
  readonly id: number;
  /** From 1; a re-run counts on. */
  readonly attempt: number;
  /** A login. */
  readonly actor: string;
  /** GitHub's own address: `https://github.com`. */
  readonly serverUrl: string;
}

/** Reads the runner's environment. */
export function currentRun(): Run {
  return {
    repository: `${context.repo.owner}/${context.repo.repo}`,
    eventName: context.eventName,
    event: context.payload,
    sha: context.sha,
    ref: context.ref,
    headRef: process.env["GITHUB_HEAD_REF"] ?? "",
    id: context.runId,
    attempt: context.runAttempt,
    actor: context.actor,
    serverUrl: context.serverUrl,
  };
}

/** The run's page, of this very attempt; undefined outside of GitHub. */
export function pageOf({ serverUrl, repository, id, attempt }: Run): string | undefined {
  if (Number.isNaN(id)) return undefined;
  const page = `${serverUrl}/${repository}/actions/runs/${id}`;
  return attempt > 1 ? `${page}/attempts/${attempt}` : page;
}
