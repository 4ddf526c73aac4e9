/**
 * Everything this suite reads from GitHub's events, narrowed in this one place. Anyone may have sent a payload: a field
 * that is missing or has another type is undefined.
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
export type EventPayload = Readonly<Record<string, unknown>>;

/** A pull request, as events describe it. */
export interface PullRequest {
  readonly number: number | undefined;
  /** 40 hex. */
  readonly headSha: string | undefined;
  /** `owner/name`; undefined if the fork was deleted. */
  readonly headRepository: string | undefined;
  readonly isMerged: boolean;
  /** The commit it became, once it is merged. */
  readonly mergeSha: string | undefined;
}

/** @returns undefined for an event without a pull request */
export function pullRequestOf(event: EventPayload): PullRequest | undefined {
  const request = record(event["pull_request"]);
  if (request === undefined) return undefined;
  const head = record(request["head"]);
  return {
    number: whole(request["number"]),
    headSha: commit(head?.["sha"]),
    headRepository: text(record(head?.["repo"])?.["full_name"]),
    isMerged: request["merged"] === true,
    mergeSha: commit(request["merge_commit_sha"]),
  };
}

/** The run that a `workflow_run` event is about. */
export interface FinishedRun {
  readonly id: number;
  readonly attempt: number;
  /** The event that started the run. */
  readonly event: string;
  readonly conclusion: string | undefined;
  /** 40 hex. */
  readonly headSha: string;
  /** A branch or a tag; the event does not say which. */
  readonly headBranch: string;
  /** Whether the code comes from another repository. */
  readonly isFork: boolean;
}

/** @returns undefined if the event lacks a required field */
export function finishedRunOf(event: EventPayload): FinishedRun | undefined {
  const run = record(event["workflow_run"]);
  const id = whole(run?.["id"]);
  const attempt = whole(run?.["run_attempt"]);
  const name = text(run?.["event"]);
  const headSha = commit(run?.["head_sha"]);
  const headBranch = text(run?.["head_branch"]);
  if (run === undefined || id === undefined || attempt === undefined) return undefined;
  if (name === undefined || headSha === undefined || headBranch === undefined) return undefined;
  const conclusion = text(run["conclusion"]);
  const head = whole(record(run["head_repository"])?.["id"]);
  // Without both ids, nothing shows that the run is not a fork's.
  const isFork = head === undefined || head !== whole(record(run["repository"])?.["id"]);
  return { id, attempt, event: name, conclusion, headSha, headBranch, isFork };
}

/** The commit that a `workflow_run`, `check_run` or `check_suite` event is about. */
export function headShaOf(event: EventPayload, subject: string): string | undefined {
  return commit(record(event[subject])?.["head_sha"]);
}

/** The commit that a `status` event is about. */
export function statusShaOf(event: EventPayload): string | undefined {
  return commit(event["sha"]);
}

/** The number of the pull request that an `issue_comment` event is about; undefined for an issue. */
export function commentedRequestOf(event: EventPayload): number | undefined {
  const issue = record(event["issue"]);
  return record(issue?.["pull_request"]) === undefined ? undefined : whole(issue?.["number"]);
}

/** The source that a dispatch claims. Nothing proves it. */
export interface ClaimedSource {
  /** `owner/name` */
  readonly repository: string;
  /** 40 hex. */
  readonly sha: string;
}

/** @returns undefined if the dispatch has no source, or not in this form */
export function claimedSourceOf(event: EventPayload): ClaimedSource | undefined {
  const source = record(record(event["client_payload"])?.["source"]);
  const repository = text(source?.["repository"]);
  const sha = commit(source?.["sha"]);
  return repository === undefined || sha === undefined ? undefined : { repository, sha };
}

/** The state of a deployment, from a `deployment_status` event. */
export interface DeploymentReport {
  /** 40 hex. */
  readonly sha: string;
  readonly environment: string;
  /** The status's GraphQL id. */
  readonly statusId: string;
  readonly state: string;
  readonly description: string;
  /** A page with details, chosen by the reporter. */
  readonly page: string | undefined;
}

/** @returns undefined if the event lacks a required field */
export function deploymentReportOf(event: EventPayload): DeploymentReport | undefined {
  const deployment = record(event["deployment"]);
  const status = record(event["deployment_status"]);
  const sha = commit(deployment?.["sha"]);
  const environment = text(deployment?.["environment"]);
  const statusId = text(status?.["node_id"]);
  const state = text(status?.["state"]);
  if (sha === undefined || environment === undefined) return undefined;
  if (statusId === undefined || state === undefined) return undefined;
  const page = text(status?.["log_url"]) ?? text(status?.["target_url"]);
  return { sha, environment, statusId, state, description: text(status?.["description"]) ?? "", page };
}

/** @returns the value if it is an object, not null and not a list */
export function record(value: unknown): EventPayload | undefined {
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is EventPayload {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function commit(value: unknown): string | undefined {
  return typeof value === "string" && /^[0-9a-f]{40}$/.test(value) ? value : undefined;
}

function whole(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? Number(value) : undefined;
}
