import type { Webhook } from "./webhooks/model.ts";

/** The part of the vocabulary (model.ts) about credentials: tokens, Apps and their installations. */

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
  /** The App that a user has given it to. */
  readonly clientId?: string;
}

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
