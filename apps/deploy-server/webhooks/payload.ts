import type { KnownBuild } from "../../../lib/deploys/counted-builds.ts";
import { NO_COMMIT, type Push } from "../../../lib/deploys/order.ts";
import type { GitHubAccount } from "../../../lib/deploys/request.ts";
import type { PushedCommit } from "../../../lib/store/commits.ts";
import type { Repository } from "../../../lib/store/repositories.ts";
import { at, flagAt, listAt, numberAt, textAt } from "../narrow.ts";

/** A push of a branch. */
export interface BranchPush extends Push {
  readonly branch: string;
  readonly commits: readonly PushedCommit[];
  /** The paths that its commits add, change or take away. */
  readonly touched: ReadonlySet<string>;
  /** Whether those are all: of a branch that is new, or was forced, the commits do not say what is different. */
  readonly isWhole: boolean;
}

const HEADS = "refs/heads/";
/** GitHub lists at most this many commits. @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#push */
const MOST_COMMITS = 2048;
const SHA = /^[0-9a-f]{40}$/;

/** @returns undefined for an event that is not about one repository */
export function repositoryIn(body: unknown): Repository | undefined {
  const id = numberAt(body, "repository", "id");
  const name = textAt(body, "repository", "full_name");
  if (id === undefined || name === undefined) return undefined;
  return {
    id,
    name,
    defaultBranch: textAt(body, "repository", "default_branch") ?? "main",
    isArchived: flagAt(body, "repository", "archived") ?? false,
  };
}

/** Who GitHub says has done it. */
export function senderIn(body: unknown): GitHubAccount | undefined {
  const [id, login] = [numberAt(body, "sender", "id"), textAt(body, "sender", "login")];
  return id === undefined || login === undefined ? undefined : { id, login };
}

/** @returns undefined for a tag */
export function pushIn(body: unknown): BranchPush | undefined {
  const ref = textAt(body, "ref");
  const [before, after] = [textAt(body, "before"), textAt(body, "after")];
  if (ref === undefined || !ref.startsWith(HEADS) || !isSha(before) || !isSha(after)) return undefined;
  const forced = flagAt(body, "forced") ?? false;
  const commits = listAt(body, "commits");
  const touched = commits.flatMap((commit) =>
    ["added", "modified", "removed"].flatMap((kind) => listAt(commit, kind)),
  );
  return {
    branch: ref.slice(HEADS.length),
    before,
    after,
    forced,
    commits: commits.flatMap(commitIn),
    touched: new Set(touched.filter((path) => typeof path === "string")),
    isWhole: !forced && before !== NO_COMMIT && commits.length < MOST_COMMITS,
  };
}

function commitIn(commit: unknown): readonly PushedCommit[] {
  const sha = textAt(commit, "id");
  if (!isSha(sha)) return [];
  const [subject = ""] = (textAt(commit, "message") ?? "").split("\n");
  const author = textAt(commit, "author", "username") ?? textAt(commit, "author", "name") ?? "unknown";
  return [{ sha, subject, author, committedAt: textAt(commit, "timestamp") }];
}

/** How far a build is, with the branches that it is of. */
export interface BuildNews {
  readonly build: KnownBuild;
  readonly branches: readonly string[];
}

/** Reads what a build's event says, by its kind. @returns undefined for what is no build of this repository */
export function buildIn(kind: string, body: unknown): BuildNews | undefined {
  switch (kind) {
    case "workflow_run":
      return runIn(body);
    case "check_suite":
      return suiteIn(body);
    case "check_run":
      return checkIn(body);
    default:
      return statusIn(body);
  }
}

function runIn(body: unknown): BuildNews | undefined {
  const run = at(body, "workflow_run");
  // A fork's branch is called as it likes, and its code is nobody's here.
  if (numberAt(run, "head_repository", "id") !== numberAt(body, "repository", "id")) return undefined;
  const branch = textAt(run, "head_branch");
  return news(run, {
    source: "run",
    attempt: numberAt(run, "run_attempt") ?? 1,
    sha: textAt(run, "head_sha"),
    branch,
    name: textAt(run, "path")?.replace(/@.*$/, ""),
    event: textAt(run, "event") ?? "",
  });
}

/** The suites of GitHub Actions are its runs, which tell more. */
function suiteIn(body: unknown): BuildNews | undefined {
  const suite = at(body, "check_suite");
  const app = textAt(suite, "app", "slug");
  if (app === "github-actions") return undefined;
  return news(suite, {
    source: "suite",
    attempt: secondOf(textAt(suite, "updated_at")),
    sha: textAt(suite, "head_sha"),
    branch: textAt(suite, "head_branch"),
    name: app,
    event: "",
  });
}

function checkIn(body: unknown): BuildNews | undefined {
  const check = at(body, "check_run");
  if (textAt(check, "app", "slug") === "github-actions") return undefined;
  return news(check, {
    source: "check",
    // One that is run again may keep its number. Both times are what the App that reports it says, and GitHub's own only
    // where it says none: https://docs.github.com/en/rest/checks/runs#update-a-check-run
    attempt: secondOf(textAt(check, "completed_at") ?? textAt(check, "started_at")),
    sha: textAt(check, "head_sha"),
    branch: textAt(check, "check_suite", "head_branch"),
    name: textAt(check, "name"),
    event: "",
  });
}

/** Which attempt it is of what GitHub does not count: the later, the higher. @param at ISO 8601 */
function secondOf(at: string | undefined): number {
  const ms = Date.parse(at ?? "");
  return Number.isNaN(ms) ? 1 : Math.floor(ms / 1000);
}

interface NewsFacts extends Pick<KnownBuild, "source" | "attempt" | "branch" | "event"> {
  readonly sha: string | undefined;
  readonly name: string | undefined;
}

function news(from: unknown, { sha, name, ...facts }: NewsFacts): BuildNews | undefined {
  const number = numberAt(from, "id");
  if (number === undefined || name === undefined || !isSha(sha)) return undefined;
  const status = textAt(from, "status");
  const state = status === "completed" ? "completed" : status === "in_progress" ? "running" : "queued";
  const conclusion = state === "completed" ? textAt(from, "conclusion") : undefined;
  const { branch } = facts;
  return {
    build: { ...facts, number, sha, name, state, conclusion },
    branches: branch === undefined ? [] : [branch],
  };
}

/** Each state of a context is a status of its own, with a higher number. */
function statusIn(body: unknown): BuildNews | undefined {
  const [number, sha] = [numberAt(body, "id"), textAt(body, "sha")];
  const [name, said] = [textAt(body, "context"), textAt(body, "state")];
  if (number === undefined || !isSha(sha) || name === undefined) return undefined;
  const isPending = said === "pending";
  return {
    build: {
      source: "status",
      number,
      attempt: 1,
      sha,
      branch: undefined,
      name,
      event: "",
      state: isPending ? "running" : "completed",
      conclusion: isPending ? undefined : said,
    },
    branches: listAt(body, "branches").flatMap((branch) => textAt(branch, "name") ?? []),
  };
}

export function isSha(text: string | undefined): text is string {
  return text !== undefined && SHA.test(text);
}
