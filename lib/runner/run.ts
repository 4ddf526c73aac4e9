import { context } from "@actions/github";
import { record, type EventPayload } from "./event-payload.ts";

/** The workflow run that a step belongs to. */
export interface Run {
  /** `owner/name` */
  readonly repository: string;
  readonly eventName: string;
  /** The webhook payload. */
  readonly event: EventPayload;
  /** 40 hex. */
  readonly sha: string;
  /** Fully qualified: `refs/heads/main`. */
  readonly ref: string;
  /** A pull request's branch; empty for other events. */
  readonly headRef: string;
  readonly id: number;
  /** Counts from 1; each re-run adds one. */
  readonly attempt: number;
  /** A login. */
  readonly actor: string;
  /** GitHub's address: `https://github.com`. */
  readonly serverUrl: string;
}

/** Reads the runner's environment. Outside GitHub Actions, texts are empty and numbers are NaN. */
export function currentRun(): Run {
  const variable = (name: string): string => process.env[name] ?? "";
  return {
    repository: variable("GITHUB_REPOSITORY"),
    eventName: variable("GITHUB_EVENT_NAME"),
    event: record(context.payload) ?? {},
    sha: variable("GITHUB_SHA"),
    ref: variable("GITHUB_REF"),
    headRef: variable("GITHUB_HEAD_REF"),
    id: context.runId,
    attempt: context.runAttempt,
    actor: variable("GITHUB_ACTOR"),
    serverUrl: context.serverUrl,
  };
}

/** The run's address, without the attempt. */
export function addressOf({ serverUrl, repository, id }: Run): string {
  return `${serverUrl}/${repository}/actions/runs/${id}`;
}

/** The page of this attempt of the run; undefined outside GitHub Actions. */
export function pageOf(run: Run): string | undefined {
  if (Number.isNaN(run.id)) return undefined;
  return run.attempt > 1 ? `${addressOf(run)}/attempts/${run.attempt}` : addressOf(run);
}
