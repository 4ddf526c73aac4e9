import type { Desired } from "./desired.ts";
import type { Preview, PreviewFacts } from "./preview.ts";
import type { Target } from "./target.ts";

/** Where a request stands while something is still to be done for it. */
export const OPEN_STATES = [
  "received",
  "resolving",
  "previewing",
  "awaiting confirmation",
  "awaiting approval",
  "queued",
  "writing",
  "committed",
  "awaiting sync confirmation",
  "requesting",
  "progressing",
  "verifying",
] as const;

/** What people are told as the result, and what may still become another: each holds its target no longer. */
export const RESTING_STATES = ["timed out", "ledger ahead"] as const;

/** What a request ended as: it is never anything else again. */
export const OUTCOMES = [
  "succeeded",
  "failed",
  "reverted",
  "rejected",
  "expired",
  "cancelled",
  "superseded",
  "held",
  "blocked",
  "busy",
  "forbidden",
] as const;

export type OpenState = (typeof OPEN_STATES)[number];
export type RestingState = (typeof RESTING_STATES)[number];
export type RequestOutcome = (typeof OUTCOMES)[number];
export type RequestState = OpenState | RestingState | RequestOutcome;

/** The states in which a request has its target for itself: from the turn in the queue to what came of it. */
export const ACTIVE_STATES = [
  "writing",
  "committed",
  "awaiting sync confirmation",
  "requesting",
  "progressing",
  "verifying",
] as const satisfies readonly OpenState[];

/** What is asked for. */
export type RequestKind = "deploy" | "rollback" | "reapply" | "undeploy" | "resume" | "adopt" | "autodeploy";

/** Who asks. An identity of a chat is not yet a person of GitHub: that takes a linked account. */
export interface Requester {
  readonly via: "slack" | "page" | "api" | "event";
  /** The GitHub account, once it is known. */
  readonly account?: GitHubAccount | undefined;
  /** As the chat knows them. */
  readonly chat?: ChatUser | undefined;
  /** The job of GitHub Actions that asks, for nobody; `account` has then started its attempt of the run. */
  readonly job?: WorkflowJob | undefined;
  /** As the ledger names whoever has released it, where no account is known. */
  readonly login?: string | undefined;
  /** The id of the chat's channel in which it was asked, or is told. */
  readonly chatChannel?: string | undefined;
}

export interface GitHubAccount {
  /** GitHub's number, which stays when the login changes. */
  readonly id: number;
  readonly login: string;
}

/** A job that asks, by what GitHub has signed of it. */
export interface WorkflowJob {
  /** The file that its steps are in: `acme/my-app/.github/workflows/deploy.yml@refs/heads/main`. */
  readonly workflow: string;
  /** The file that its run began with, and perhaps calls the other; undefined where GitHub has not signed it. */
  readonly caller: string | undefined;
  /** `owner/name` of the repository whose run it is. */
  readonly repository: string;
}

export interface ChatUser {
  readonly team: string;
  readonly user: string;
}

/** What somebody wishes, in their own words; `resolving` makes a `Desired` of it. */
export type Wish =
  | (WithConfig & { readonly by: "branch"; readonly branch: string })
  /** With the `owner/name` that its address says, where it was named by that. */
  | (WithConfig & { readonly by: "pull request"; readonly number: number; readonly repository?: string })
  | (WithConfig & { readonly by: "commit"; readonly sha: string })
  /** A commit of the config alone, whole or its first digits; without one, the head of the branch that is followed. */
  | { readonly by: "config"; readonly sha?: string }
  /** A commit as a branch has built it, with the config as it was when that was decided: 40 hex each. */
  | {
      readonly by: "build";
      readonly branch: string;
      readonly sha: string;
      readonly configSha: string;
      /** `ghcr.io/acme/my-app:main-1a2b3c4` */
      readonly image: string;
    }
  /** Of a chart; older than what runs only where that is said. */
  | { readonly by: "version"; readonly version: string; readonly isOlder?: boolean }
  | { readonly by: "desired"; readonly desired: Desired }
  /** Nothing else is to run: only events are to be let through again. */
  | { readonly by: "as it is" }
  /** What the clusters really run, whatever git says of it. */
  | { readonly by: "what runs" };

/** What an artifact is to run with, where somebody says it. */
interface WithConfig {
  /** A commit of the config, whole or its first digits. */
  readonly configSha?: string;
}

/** A person's word for what they were shown. */
export interface Consent {
  readonly by: GitHubAccount;
  readonly at: string;
  /** The preview that they saw. */
  readonly previewHash: string;
}

/** Why a request stands where it stands: a code for programs, a sentence for people. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  /** The operation of somebody else that is in the way, as far as the engine has told of it. */
  readonly operation?: OtherOperation | undefined;
}

/** An engine's operation that is not the request's own. */
export interface OtherOperation {
  /** As the engine calls them. */
  readonly by: string;
  /** When it began: ISO 8601; undefined where it has not. */
  readonly since?: string | undefined;
}

/** One of several things that an engine does for a request at once, such as an application of an ApplicationSet. */
export interface ProgressPart {
  readonly name: string;
  readonly mark: "✓" | "✗" | "…" | "–";
  /** In a few words. */
  readonly says: string;
}

/** What the engine does for a request now. */
export interface Progress {
  /** A few words: `synced 4 of 7`. */
  readonly says: string;
  /** Since when all is healthy without a break: ISO 8601; undefined while it is not. */
  readonly healthySince?: string | undefined;
  /** Since when something is degraded without a break: ISO 8601; undefined while nothing is. */
  readonly degradedSince?: string | undefined;
  readonly parts?: readonly ProgressPart[] | undefined;
}

/** Nothing is heard of what a request waits for: nobody knows how it stands there now. */
export interface Silence {
  /** When it was asked in vain for the first time: ISO 8601 in UTC. */
  readonly since: string;
  /** Why, in words for people, once it has lasted. */
  readonly says?: string | undefined;
}

/** One wish and what becomes of it. Times are ISO 8601 in UTC. */
export interface DeployRequest {
  /** A UUID: the trailer of the commits, the operation's info, the token of the reconciliation, the logs. */
  readonly id: string;
  readonly target: Target;
  readonly kind: RequestKind;
  readonly wish: Wish;
  /** What was desired when it was resolved. */
  readonly from?: Desired | undefined;
  /** What is to be; known from `previewing` on. */
  readonly to?: Desired | undefined;
  readonly by: Requester;
  /** The branch as which `to` was built: `refs/heads/main`; undefined where nobody named one. */
  readonly ref?: string | undefined;
  /** Why, in the requester's words; may be empty. */
  readonly why: string;
  /** The `dispatch_id` in the ledger: the request's own id, or that of a release that was adopted. */
  readonly correlation: string;
  readonly state: RequestState;
  /** Counts the moves: who saves names the version that they have read. */
  readonly version: number;
  /** When each state was entered, the last time. */
  readonly times: Readonly<Partial<Record<RequestState, string>>>;
  readonly reason?: Reason | undefined;
  readonly preview?: PreviewFacts | undefined;
  /** The same preview as people see it. */
  readonly shown?: Preview | undefined;
  readonly confirmations: readonly Consent[];
  readonly approvals: readonly Consent[];
  /** The commit of the ledger, 40 hex; from `committed` on. */
  readonly commit?: string | undefined;
  /** The commit of the target's own file, where that is in another repository. */
  readonly targetCommit?: string | undefined;
  /** The commit of this wave's file, where its cluster takes whatever is pushed: it is written when its turn comes. */
  readonly waveCommit?: string | undefined;
  /** What the engine calls the operation that is ours. */
  readonly operation?: string | undefined;
  /** From `progressing` on. */
  readonly progress?: Progress | undefined;
  /** While what is at work for it does not answer. */
  readonly silence?: Silence | undefined;
  /** What the parts of each wave that is done have come to, where one has parts. */
  readonly settled?: readonly (readonly ProgressPart[])[] | undefined;
  /** Clusters one after the other: which of them it is about, from 0, of how many. */
  readonly wave: number;
  readonly waves: number;
}

/** A request as it comes in. @param at now: ISO 8601 in UTC */
export function newRequest(
  wish: Pick<DeployRequest, "id" | "target" | "kind" | "wish" | "by" | "why"> &
    Partial<Pick<DeployRequest, "correlation" | "waves">>,
  at: string,
): DeployRequest {
  const { correlation = wish.id, waves = 1 } = wish;
  return {
    ...wish,
    correlation,
    waves,
    wave: 0,
    state: "received",
    version: 1,
    times: { received: at },
    confirmations: [],
    approvals: [],
  };
}

/**
 * A release that the Actions writer has committed. Nothing is left to write to the ledger, but it is shown, confirmed
 * where the channel is protected, and waits for its turn as any other.
 */
export function adoptedRequest(
  release: Pick<DeployRequest, "id" | "target" | "from" | "by" | "why" | "correlation"> & {
    readonly to: Desired;
    readonly commit: string;
    readonly waves?: number;
  },
  at: string,
): DeployRequest {
  const { id, target, by, why, correlation, waves = 1 } = release;
  const wish: Wish = { by: "desired", desired: release.to };
  const request = newRequest({ id, target, kind: "adopt", wish, by, why, correlation, waves }, at);
  const { from, to, commit } = release;
  return { ...request, from, to, commit, state: "previewing", times: { received: at, previewing: at } };
}

/** Whether it is a release that the Actions writer has committed: the ledger says it already. */
export function isReleased({ kind, by }: Pick<DeployRequest, "kind" | "by">): boolean {
  return kind === "adopt" && by.via === "event";
}

/** Whether somebody asks that git says what the clusters really run. */
export function isTakenOver(request: Pick<DeployRequest, "kind" | "by">): boolean {
  return request.kind === "adopt" && !isReleased(request);
}

export function isOpen({ state }: Pick<DeployRequest, "state">): boolean {
  return isOneOf(OPEN_STATES, state);
}

/** Whether it has ended for good. */
export function hasEnded({ state }: Pick<DeployRequest, "state">): boolean {
  return isOneOf(OUTCOMES, state);
}

/** Whether it has its target for itself. */
export function isActive({ state }: Pick<DeployRequest, "state">): boolean {
  return isOneOf(ACTIVE_STATES, state);
}

/** Whether it is written, and an engine is at work for it or has to be asked. */
export function isAtEngine({ state }: Pick<DeployRequest, "state">): boolean {
  return isOneOf(["committed", "requesting", "progressing", "verifying"], state);
}

function isOneOf(states: readonly RequestState[], state: RequestState): boolean {
  return states.includes(state);
}
