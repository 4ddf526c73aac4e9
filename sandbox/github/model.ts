/**
 * The vocabulary of the sandbox's GitHub: what the runner, the cluster, the tests and the demo may ask of it
 * from inside the process. Everything else goes over HTTP, as it would on GitHub.
 */
import type { FaultRule } from "../http/fault.ts";
import type { App, Installation, NewApp, NewInstallation, TokenGrant } from "./model-apps.ts";
import type { ReportedCheck } from "./model-checks.ts";
import type { CommitStatus, Deployment, NewPullRequest, PullRequest, SeededStatus } from "./model-reports.ts";
import type { NewRepository, Repository } from "./model-repositories.ts";
import type { IdTokenIssuer, Runs, WorkflowEvent, WorkflowRun } from "./model-runs.ts";
import type { RepositorySettings } from "./settings/repository-settings.ts";
import type { WebhookDelivery, WebhookFaults } from "./webhooks/model.ts";

export type * from "../http/fault.ts";
export type * from "./model-apps.ts";
export type * from "./model-checks.ts";
export type * from "./model-reports.ts";
export type * from "./model-repositories.ts";
export type * from "./model-runs.ts";
export type * from "./webhooks/model.ts";

/** What a person may do in a repository. */
export type RepositoryPermission = "admin" | "maintain" | "write" | "triage" | "read" | "none";

export interface RecordedRequest {
  /** When it came, and when its answer went out. */
  readonly at: Date;
  readonly answeredAt: Date;
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
  /** The same an hour (about 500 on GitHub). */
  readonly contentPerHour?: number;
  /** Concurrent requests for each actor (100 on GitHub). */
  readonly concurrent?: number;
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
  /** Nobody may push to it any more, nor report anything; `archived: false` opens it again. */
  archiveRepository(fullName: string, archived?: boolean): Repository;
  /** Who is not given it sees it only while it is public. */
  setPrivate(fullName: string, isPrivate: boolean): Repository;
  /** For good; another one may take its name. */
  deleteRepository(fullName: string): void;
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
  /** Its account gives it other repositories. @param repositories names within the account */
  chooseRepositories(id: number, repositories: "all" | readonly string[]): Installation;
  /** Also revokes its tokens. */
  uninstallApp(installationId: number): void;
  /** A check of another App than GitHub Actions has started, or ended. @returns its suite's number */
  reportCheck(fullName: string, check: ReportedCheck): Promise<number>;
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
