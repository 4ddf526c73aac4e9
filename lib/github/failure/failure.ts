/**
 * Why a request failed, as a code with the facts that belong to it. What to do about it is for whoever shows it: a
 * server, a chat and a workflow each have their own words.
 */
export type Failure = Passing | Permanent;

/** Codes that may be gone when the request is made again. */
export type Passing =
  /** Someone else's commit came first; nothing was written. */
  | { readonly code: "moved" }
  /** The answer is lost, or GitHub stumbled; a write may have happened. */
  | { readonly code: "transient" }
  /** GitHub asks to wait; nothing was written. */
  | RateLimit
  /** The token is so new that GitHub does not know it everywhere yet; nothing was written. */
  | { readonly code: "early-token"; readonly tokenLabel: string };

export interface RateLimit {
  readonly code: "rate-limit";
  readonly limit: "hourly" | "secondary";
  /** Epoch milliseconds. */
  readonly until: number;
}

/** Codes that stay until somebody changes something. */
export type Permanent = Unreachable | Refused | AppProblem | BranchProblem;

/** No request of this machine can arrive. */
export type Unreachable =
  /** TLS: the certificate of the host, or of a proxy in between, comes from no authority that Node trusts. */
  | { readonly code: "not-trusted-certificate"; readonly host: string; readonly reason: string }
  | { readonly code: "no-such-host"; readonly host: string }
  /** `variable` is the one of the environment that holds the proxy's address. */
  | { readonly code: "bad-proxy"; readonly variable: string }
  /** Nothing was sent: an HTTP header has no place for such a character. */
  | { readonly code: "bad-token-characters"; readonly found: string; readonly tokenLabel: string }
  /** What should be the address of GitHub is none. */
  | { readonly code: "bad-address" };

/** GitHub understood, and said no. */
export type Refused =
  | { readonly code: "bad-credentials"; readonly tokenLabel: string }
  | MissingPermission
  | { readonly code: "single-sign-on" }
  | NotFound
  /** A branch protection or a ruleset that the commit does not meet. */
  | { readonly code: "protected-branch" }
  /** Contexts that are not success although they have to be; without any, a merge that conflicts. */
  | { readonly code: "conflict"; readonly ref: string; readonly contexts: readonly RequiredContext[] }
  /** `sha` when a commit was asked for by its id, and not by a name. */
  | {
      readonly code: "no-such-ref";
      readonly repository: string;
      readonly ref: string;
      readonly sha: string | undefined;
    }
  | {
      readonly code: "no-such-deployment";
      readonly id: number;
      readonly repository: string;
      readonly needed: string;
      readonly tokenLabel: string;
    }
  | { readonly code: "no-such-commit" }
  | { readonly code: "too-many-statuses" }
  | { readonly code: "refused" };

export interface MissingPermission {
  readonly code: "missing-permission";
  /** By GitHub's answer, else by its documentation: `contents: write`. */
  readonly needed: string;
  readonly tokenLabel: string;
  /** Whether GitHub speaks of an integration: an App, or the token that GitHub makes for a workflow. */
  readonly isIntegration: boolean;
}

/** It is not there, or the token may not see it: GitHub does not tell which. */
export interface NotFound {
  readonly code: "not-found";
  /** `owner/name` */
  readonly repository: string;
  readonly needed: string;
  readonly tokenLabel: string;
}

/** An App that may not act in a repository. */
export type AppProblem =
  /** `installAt` is unknown where GitHub does not tell the App's page. */
  | { readonly code: "app-not-installed"; readonly owner: string; readonly installAt: string | undefined }
  | { readonly code: "app-suspended"; readonly account: string; readonly settings: string }
  | {
      readonly code: "app-lacks-permission";
      readonly account: string;
      readonly settings: string;
      /** `contents: write and actions: read` */
      readonly needed: string;
      readonly given: Readonly<Record<string, string | undefined>>;
    }
  | { readonly code: "app-not-on-repository"; readonly settings: string }
  | { readonly code: "no-such-installation"; readonly id: number }
  | { readonly code: "wrong-app-key" }
  | { readonly code: "no-such-app" }
  /** This machine's clock is not near GitHub's. */
  | { readonly code: "wrong-clock" };

/** A branch that cannot be written. */
export type BranchProblem =
  /** The next attempt would come after the deadline; nothing is half written. */
  | { readonly code: "deadline-passed" }
  | { readonly code: "no-such-branch" }
  | { readonly code: "no-such-file" }
  | { readonly code: "no-text" }
  /** Whether the commit exists is not to be seen in as much of the history as is read. */
  | { readonly code: "history-too-long" };

/** A commit's status that is not success although it has to be. */
export interface RequiredContext {
  readonly context: string;
  readonly state: string;
}

const PASSING: ReadonlySet<Failure["code"]> = new Set(["moved", "transient", "rate-limit", "early-token"]);

/** Whether the same request may succeed later although nobody changes anything. */
export function passes({ code }: Failure): boolean {
  return PASSING.has(code);
}

/** What could not be done, in words that hold for everyone: what was tried, where, and what GitHub said. */
export class GitHubFailure extends Error {
  override readonly name: string = "GitHubFailure";
  readonly failure: Failure;

  constructor(message: string, failure: Failure, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

/** The code of a GitHubFailure; undefined for every other error. */
export function codeOf(error: unknown): Failure["code"] | undefined {
  return error instanceof GitHubFailure ? error.failure.code : undefined;
}

/** An answer of 200 without its content: a proxy's page, or a connection that was cut in the middle. */
export class LostAnswer extends Error {
  override readonly name = "LostAnswer";

  constructor() {
    super("GitHub's answer came without its content");
  }
}
