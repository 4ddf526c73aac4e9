/**
 * Why a request failed: a code with its facts. Advice is left to whoever shows the failure: a server, a chat and a
 * workflow each word it differently.
 */
export type Failure = Passing | Permanent;

/** Failures that may be gone when the request is repeated. */
export type Passing =
  /** Another commit came first; nothing was written. */
  | { readonly code: "moved" }
  /** The answer was lost, or GitHub failed; a write may have happened. */
  | { readonly code: "transient" }
  /** GitHub demands a wait; nothing was written. */
  | RateLimit
  /** The token is so new that GitHub does not recognize it everywhere; nothing was written. */
  | { readonly code: "early-token"; readonly tokenLabel: string };

export interface RateLimit {
  readonly code: "rate-limit";
  readonly limit: "hourly" | "secondary";
  /** Epoch milliseconds. */
  readonly until: number;
}

/** Failures that last until somebody changes something. */
export type Permanent = Unreachable | Refused | AppProblem | BranchProblem;

/** Requests from this machine cannot reach GitHub. */
export type Unreachable =
  /** TLS: Node trusts no authority behind the certificate of the host, or of a proxy in between. */
  | { readonly code: "not-trusted-certificate"; readonly host: string; readonly reason: string }
  | { readonly code: "no-such-host"; readonly host: string }
  /** `variable` is the environment variable with the proxy's address. */
  | { readonly code: "bad-proxy"; readonly variable: string }
  /** Nothing was sent: an HTTP header cannot contain such a character. */
  | { readonly code: "bad-token-characters"; readonly found: string; readonly tokenLabel: string }
  /** GitHub's configured address is not a web address. */
  | { readonly code: "bad-address" };

/** GitHub understood the request and refused it. */
export type Refused =
  | { readonly code: "bad-credentials"; readonly tokenLabel: string }
  | MissingPermission
  | { readonly code: "single-sign-on" }
  | NotFound
  /** Nothing can be written to the repository. */
  | { readonly code: "archived"; readonly repository: string }
  /** The commit violates a branch protection or a ruleset. */
  | { readonly code: "protected-branch" }
  /** GitHub's push protection takes something in the commit for a secret. */
  | { readonly code: "secret-found" }
  /** Required contexts that are not success; if there are none, a merge conflict. */
  | { readonly code: "conflict"; readonly ref: string; readonly contexts: readonly RequiredContext[] }
  /** `sha` is set if the ref is a commit id. */
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
  /** From GitHub's answer, or else from its documentation: `contents: write`. */
  readonly needed: string;
  readonly tokenLabel: string;
  /** Whether GitHub's message speaks of an integration: an App, or a workflow's own token. */
  readonly isIntegration: boolean;
}

/** The repository does not exist, or the token may not see it: GitHub does not say which. */
export interface NotFound {
  readonly code: "not-found";
  /** `owner/name` */
  readonly repository: string;
  readonly needed: string;
  readonly tokenLabel: string;
}

/** An App cannot act in a repository. */
export type AppProblem =
  /** `installAt` is undefined if GitHub does not give the App's page. */
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
  /** This machine's clock differs from GitHub's. */
  | { readonly code: "wrong-clock" };

/** A branch cannot be written. */
export type BranchProblem =
  /** The next attempt would start after the deadline; nothing was partly written. */
  | { readonly code: "deadline-passed" }
  | { readonly code: "no-such-branch" }
  | { readonly code: "no-such-file" }
  | { readonly code: "no-text" }
  /** The searched part of the history does not show whether the commit exists. */
  | { readonly code: "history-too-long" };

/** A required commit status that is not success. */
export interface RequiredContext {
  readonly context: string;
  readonly state: string;
}

const PASSING: ReadonlySet<Failure["code"]> = new Set(["moved", "transient", "rate-limit", "early-token"]);

/** Whether the same request may succeed later without anybody changing anything. */
export function passes({ code }: Failure): boolean {
  return PASSING.has(code);
}

/** A failed attempt, described for every audience: what was tried, where, and what GitHub answered. */
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

/** A 200 without its content: a proxy's page, or a connection cut in the middle. */
export class LostAnswer extends Error {
  override readonly name = "LostAnswer";

  constructor() {
    super("GitHub's answer was incomplete");
  }
}
