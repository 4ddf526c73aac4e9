/**
 * The vocabulary of the sandbox's GitHub: what the runner, the cluster, the tests and the demo may ask of it
 * from inside the process. Everything else goes over HTTP, as it would on GitHub.
 */
import type { FaultRule } from "../http/fault.ts";
import type { CommitStatus, Deployment, NewPullRequest, PullRequest, SeededStatus } from "./model-reports.ts";
import type { RepositorySettings } from "./settings/repository-settings.ts";
import type { Webhook, WebhookDelivery, WebhookFaults } from "./webhooks/model.ts";

export type * from "../http/fault.ts";
export type * from "./model-reports.ts";
export type * from "./webhooks/model.ts";

/** What a token may do, by GitHub's own permission names (`contents`, `statuses`, `deployments`, `actions`, …). */
export type Permissions = Readonly<Record<string, "read" | "write">>;

export interface TokenGrant {
  /** Who acts: a user's login, or an App's, such as `github-actions[bot]`. */
  readonly actor: string;
  /**
   * `pat` reaches what it was granted; `actions` is a job's GITHUB_TOKEN, whose pushes start no workflow; `user` is
   * an App's token for a user, which says who they are.
   */
  readonly kind: "pat" | "actions" | "installation" | "user";
  /** Full names, `acme/my-app`. A repository that is not listed does not exist for this token. */
  readonly repositories: readonly string[];
  readonly permissions: Permissions;
  /** The installation that a token of an App stands for: all its tokens share one hourly budget. */
  readonly installationId?: number;
}

/** What a person may do in a repository. */
export type RepositoryPermission = "admin" | "maintain" | "write" | "triage" | "read" | "none";

/** A registered GitHub App. */
export interface App {
  readonly id: number;
  /** `Iv23…`: GitHub accepts it in place of the id in a JWT, and recommends it for new code. */
  readonly clientId: string;
  /** Its commits and statuses are by `<slug>[bot]`. */
  readonly slug: string;
  readonly name: string;
  /** The account that owns it. */
  readonly owner: string;
  readonly permissions: Permissions;
  /** PEM, PKCS #1, as GitHub hands it out. */
  readonly privateKey: string;
  readonly createdAt: Date;
  /** Where its events are sent. */
  readonly webhook?: Webhook;
  /** Proves that it is the App when it exchanges a code for a user's token. */
  readonly clientSecret: string;
  /** Where people may be redirected after signing in. */
  readonly callbackUrls: readonly string[];
}

export interface NewApp {
  readonly slug: string;
  /** Defaults to the slug. */
  readonly name?: string;
  /** Defaults to `octocat`. */
  readonly owner?: string;
  /** What accounts are asked to grant it; `metadata: read` is implied. */
  readonly permissions: Permissions;
  readonly webhook?: Webhook;
  readonly callbackUrls?: readonly string[];
}

/** An App in an account. */
export interface Installation {
  readonly id: number;
  readonly app: App;
  /** The organization or user that installed it. */
  readonly account: string;
  /** Full names; `all` is every repository of the account, including future ones. */
  readonly repositories: "all" | readonly string[];
  readonly permissions: Permissions;
  readonly suspendedAt: Date | null;
  /** Where its owner changes it: `http://127.0.0.1:PORT/organizations/acme/settings/installations/7`. */
  readonly htmlUrl: string;
  readonly createdAt: Date;
}

export interface NewInstallation {
  /** Names within the account (`my-app`); defaults to all of its repositories. */
  readonly repositories?: "all" | readonly string[];
  /** What the account granted, if that differs from what the App asks for. */
  readonly permissions?: Permissions;
  readonly suspended?: boolean;
}

export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  /** `owner/name`. */
  readonly fullName: string;
  readonly defaultBranch: string;
  /** The real bare repository on disk. */
  readonly gitDir: string;
  /** Clone address, without a token: `http://127.0.0.1:PORT/acme/my-app.git`. */
  readonly cloneUrl: string;
  /** Page address: `http://127.0.0.1:PORT/acme/my-app`. */
  readonly htmlUrl: string;
  readonly private: boolean;
}

export interface NewRepository {
  readonly defaultBranch?: string;
  readonly private?: boolean;
  /** Others may create repositories from it; those are not templates themselves. */
  readonly isTemplate?: boolean;
  /** The first commit's files, by path; the first commit starts no workflow. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** The executable files among them, by path. */
  readonly executables?: readonly string[];
}

/** An event as workflows see it, before workflows that listen for it are looked up. */
export interface WorkflowEvent {
  /** `push`, `repository_dispatch`, `workflow_dispatch`, `pull_request`, … */
  readonly name: string;
  readonly repository: Repository;
  /** Fully qualified, GITHUB_REF: `refs/heads/main`. */
  readonly ref: string;
  /** GITHUB_SHA: 40 hex. */
  readonly sha: string;
  readonly actor: string;
  /** The webhook's body: what GITHUB_EVENT_PATH holds. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Only this workflow file (`.github/workflows/x.yml`): set for workflow_dispatch and schedule. */
  readonly workflowPath?: string;
}

export type RunStatus = "queued" | "pending" | "in_progress" | "completed";
export type Conclusion = "success" | "failure" | "cancelled" | "skipped";

export interface WorkflowRun {
  readonly id: number;
  readonly runNumber: number;
  readonly runAttempt: number;
  readonly repository: Repository;
  /** `.github/workflows/update-database.yml` */
  readonly workflowPath: string;
  readonly workflowName: string;
  readonly displayTitle: string;
  readonly event: WorkflowEvent;
  readonly status: RunStatus;
  readonly conclusion: Conclusion | null;
  readonly htmlUrl: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A finished job of a run, as its page shows it. */
export interface RunJob {
  readonly name: string;
  readonly result: Conclusion;
  readonly steps: readonly { readonly name: string; readonly conclusion: Conclusion }[];
  /** What its steps wrote to GITHUB_STEP_SUMMARY: markdown, masked. */
  readonly summary: string;
  /** Masked. */
  readonly log: string;
}

/** The runs of all repositories. The runner writes them, the REST operations read them. */
export interface Runs {
  create(run: {
    readonly event: WorkflowEvent;
    readonly workflowPath: string;
    readonly workflowName: string;
    readonly displayTitle: string;
  }): WorkflowRun;
  update(
    id: number,
    change: { readonly status?: RunStatus; readonly conclusion?: Conclusion | null },
  ): WorkflowRun;
  addJob(id: number, job: RunJob): void;
  /** The finished jobs of the last attempt. */
  jobs(id: number): readonly RunJob[];
  /** Same id, next attempt, queued again. */
  restart(id: number): WorkflowRun;
  get(id: number): WorkflowRun | undefined;
  /** Newest first. */
  list(repository: string): readonly WorkflowRun[];
}

export interface RecordedRequest {
  readonly at: Date;
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  /** OpenAPI operation id, `graphql:<operation name>`, `git:<service>`, or `oidc:<what>`. */
  readonly operation: string;
  readonly actor: string | undefined;
  /** What the request's token may do; undefined without one, and for an App acting as itself. */
  readonly grant: TokenGrant | undefined;
  /** The status of the answer; 0 if the socket was closed instead. */
  readonly status: number;
}

/** GitHub's published limits, enforced only on request. Left out = not enforced. */
export interface Limits {
  /** Requests an hour for each user, each installation, and each repository's jobs. */
  readonly requestsPerHour?: number;
  /** Content-creating requests a minute for each actor (about 80 on GitHub). */
  readonly contentPerMinute?: number;
  /** Concurrent requests for each actor (100 on GitHub). */
  readonly concurrent?: number;
}

/** A workflow's file at a commit. */
export interface WorkflowIdentity {
  /** Its `name:`. */
  readonly name: string;
  /** `owner/name` */
  readonly repository: string;
  readonly path: string;
  readonly ref: string;
  readonly sha: string;
}

/** What GitHub's OIDC issuer knows about a job. */
export interface IdTokenJob {
  readonly repository: Repository;
  /** Fully qualified: `refs/heads/main`. */
  readonly ref: string;
  readonly sha: string;
  /** Branches of a pull request. */
  readonly headRef?: string;
  readonly baseRef?: string;
  readonly runId: number;
  readonly runNumber: number;
  readonly runAttempt: number;
  readonly actor: string;
  readonly eventName: string;
  readonly environment?: string;
  readonly workflow: WorkflowIdentity;
  /** The called workflow that contains the job, if any. */
  readonly jobWorkflow?: WorkflowIdentity;
}

/** GitHub's OIDC issuer, at the address that it has on GitHub Enterprise Server. */
export interface IdTokenIssuer {
  /** The claim `iss`: `${url}/_services/token`. */
  readonly issuer: string;
  /** ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN of a job with `id-token: write`. */
  requestFor(job: IdTokenJob): { readonly url: string; readonly token: string };
  /**
   * A token that the issuer signs without an HTTP request, for use in attacks.
   * @param claims instead of the job's own; one that is undefined is left out
   */
  mint(job: IdTokenJob, audience?: string, claims?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Signs with a new key from now on. Earlier keys stay published; a stale read does not show the new one. */
  rotateKey(): Promise<void>;
}

export interface GitHub {
  /** `http://127.0.0.1:PORT`: pages and git. */
  readonly url: string;
  /** REST base, as GitHub Enterprise Server has it: `${url}/api/v3`. */
  readonly apiUrl: string;
  /** `${url}/api/graphql`. */
  readonly graphqlUrl: string;
  readonly runs: Runs;
  readonly requests: readonly RecordedRequest[];
  readonly oidc: IdTokenIssuer;
  createRepository(fullName: string, options?: NewRepository): Promise<Repository>;
  /** A copy in another account, with all branches. Its branches may become pull requests of the original. */
  forkRepository(fullName: string, owner: string): Promise<Repository>;
  repository(fullName: string): Repository;
  /** The commit that the default branch points to, 40 hex; undefined while it has none. */
  tip(fullName: string): Promise<string | undefined>;
  /** Within its account; the id stays, and GitHub redirects from the old name. Existing references see the new one. */
  renameRepository(fullName: string, name: string): Repository;
  /** To another account, as above; tokens and installations of the former account lose access. */
  transferRepository(fullName: string, owner: string): Repository;
  /** A branch at the tip of the default branch; it starts no workflow. */
  createBranch(fullName: string, branch: string): Promise<void>;
  /** All statuses of a commit, newest first, not only the last of each context. */
  statuses(fullName: string, sha: string): readonly CommitStatus[];
  /** The deployments of a repository, newest first. */
  deployments(fullName: string): readonly Deployment[];
  /** Adds many statuses to one commit at once, as if they had built up over years: no requests, no events. */
  seedStatuses(fullName: string, count: number, status: SeededStatus): void;
  /** The same for finished deployments of its default branch. */
  seedDeployments(fullName: string, count: number, environment: string): Promise<void>;
  /** Registers a GitHub App with a key of its own. */
  createApp(app: NewApp): Promise<App>;
  /** Installs an App in an account. Over REST it then gets tokens, each for an hour by the sandbox's clock. */
  installApp(app: App, account: string, options?: NewInstallation): Installation;
  /** A suspended installation gets no token, and its existing ones are refused. */
  suspendInstallation(id: number, suspended?: boolean): Installation;
  /** Also revokes its tokens. */
  uninstallApp(installationId: number): void;
  /** A push to its head branch updates it (`synchronize`), deleting that branch closes it. */
  openPullRequest(fullName: string, request: NewPullRequest): Promise<PullRequest>;
  /** @param by a login; defaults to `octocat` */
  closePullRequest(fullName: string, number: number, by?: string): Promise<PullRequest>;
  reopenPullRequest(fullName: string, number: number, by?: string): Promise<PullRequest>;
  /** With a merge commit; throws if the branches conflict. The push to the base branch starts workflows, too. */
  mergePullRequest(fullName: string, number: number, by?: string): Promise<PullRequest>;
  /** Adds it to the merge queue, whose `merge_group` starts workflows. @returns the group's commit, 40 hex */
  queuePullRequest(fullName: string, number: number, by?: string): Promise<string>;
  /** Fires a workflow's cron: starts it on the tip of the default branch. */
  schedule(fullName: string, workflowPath: string, cron: string): Promise<void>;
  /** Newest first. */
  pullRequests(fullName: string): readonly PullRequest[];
  /** What a repository's administrators have set, secrets in the clear. */
  settings(fullName: string): Readonly<RepositorySettings>;
  createToken(grant: TokenGrant): string;
  revokeToken(token: string): void;
  /** Each event once, after the change it reports is visible. Returns a function that stops listening. */
  onEvent(listener: (event: WorkflowEvent) => void): () => void;
  /** Called when someone asks over REST to cancel or rerun a run. */
  onRunRequest(
    listener: (request: { readonly kind: "cancel" | "rerun"; readonly run: WorkflowRun }) => void,
  ): () => void;
  /** What was sent to an App's webhook, newest first. */
  webhookDeliveries(app: App): readonly WebhookDelivery[];
  failWebhooks(faults: WebhookFaults): void;
  /** Holds webhooks back until `releaseWebhooks`. */
  holdWebhooks(): void;
  releaseWebhooks(order?: "as sent" | "reversed"): void;
  /** Resolves when every webhook that was sent has been answered, or has failed. */
  webhooksSettled(): Promise<void>;
  /** What a person may do in a repository; without it, they may read what is public. */
  setPermission(fullName: string, login: string, permission: RepositoryPermission): void;
  /** Makes the team, or replaces its members. @param team `acme/release` */
  setTeam(team: string, members: readonly string[]): void;
  inject(rule: FaultRule): void;
  clearFaults(): void;
  limit(limits: Limits): void;
  forgetRequests(): void;
  close(): Promise<void>;
}
