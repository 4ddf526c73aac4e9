import { repositoryWithToken } from "../../../lib/github/access.ts";
import { appAt } from "../../../lib/github/app/app.ts";
import { createInstallationToken } from "../../../lib/github/app/installation-token.ts";
import { findInstallation, type Permissions } from "../../../lib/github/app/installation.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import {
  createReadingToken,
  installationWithToken,
  type GitHubInstallation,
} from "../../../lib/github/installation/installation.ts";
import type { InstalledIn } from "../../../lib/github/installation/list-installations.ts";
import type { MaskingLog } from "../../../lib/github/log.ts";
import { IssuerKeys } from "../../../lib/github/oidc/issuer-keys.ts";
import { fullName, nameKey, type RepositoryName } from "../../../lib/github/repository.ts";
import type { Connection, Session } from "../../../lib/github/session.ts";
import { step } from "../../../lib/store/step.ts";
import type { GitHubLogin, GitHubSettings } from "../settings.ts";

/** No act waits longer for GitHub: it is tried again later, and others get their turn. */
const PATIENCE_MS = 60_000;
/** Of one request that is made once. */
const ANSWER_MS = 30_000;
/** A token lives an hour; one that is about to end is not used. */
const TOKEN_MS = 50 * 60_000;

const TOKEN_LABEL = "the server's token";

interface Token {
  readonly token: string;
  readonly label: string;
  /** Epoch milliseconds. */
  readonly issuedAt: number;
}

/** What a token of the App may do in a repository: all that it was given there. */
const PERMISSIONS: Permissions = { contents: "read", metadata: "read" };

/** The server's way to repositories, with a token for each that is kept while it is good. */
export class GitHubAccess {
  readonly #settings: GitHubSettings;
  readonly #log: MaskingLog;
  readonly #tokens = new Map<string, Promise<Token>>();
  /** Jobs ask every few seconds how their request stands, each time with a token that only the issuer's keys prove. */
  readonly issuerKeys = new IssuerKeys({ known: 600_000, missing: 30_000 });
  /** By the installation's number. */
  readonly #readingTokens = new Map<number, Pick<Token, "token" | "issuedAt">>();

  constructor(settings: GitHubSettings, log: MaskingLog) {
    this.#settings = settings;
    this.#log = log;
  }

  session(): Session {
    return { connection: this.#connection(), log: this.#log, deadline: Date.now() + PATIENCE_MS };
  }

  /**
   * @param id the repository's, where it is known: the App's token is good for that one alone, whoever has the name now
   * @throws GitHubFailure where the App is not installed there
   */
  async at(name: RepositoryName, id?: number): Promise<GitHubRepository> {
    const { token, label, issuedAt } = await step("github.token", () => this.#token(name, id));
    return repositoryWithToken(this.session(), { token, tokenLabel: label, issuedAt }, name);
  }

  /** For who tries again by themselves, and later: each request is made once. */
  onceSession(): Session {
    const { fetch: send, ...connection } = this.#connection();
    // The time left before the deadline is no measure of how long one answer may take.
    const inTime: typeof fetch = (url, options) =>
      send(url, { ...options, signal: AbortSignal.timeout(ANSWER_MS) });
    return { connection: { ...connection, fetch: inTime }, log: this.#log, deadline: Date.now() };
  }

  /** All that the App sees in an account, to be read. @throws GitHubFailure */
  async installation(
    login: Extract<GitHubLogin, { kind: "app" }>,
    installed: Pick<InstalledIn, "id" | "account" | "permissions">,
  ): Promise<GitHubInstallation> {
    const session = this.onceSession();
    const kept = this.#readingTokens.get(installed.id);
    if (kept !== undefined && Date.now() - kept.issuedAt < TOKEN_MS) {
      return installationWithToken(session, kept.token, installed);
    }
    const token = await step("github.create reading token", () =>
      createReadingToken(session, login, installed),
    );
    this.#readingTokens.set(installed.id, { token, issuedAt: Date.now() });
    return installationWithToken(session, token, installed);
  }

  /** After an account has changed what the App may do there: tokens that were made before may be worth nothing. */
  forgetTokens(): void {
    this.#tokens.clear();
    this.#readingTokens.clear();
  }

  /** After a failure that may be the token's: the next one is made anew. */
  forgetInstallation(id: number): void {
    this.#readingTokens.delete(id);
  }

  #connection(): Connection {
    return { apiUrl: this.#settings.apiUrl, fetch, userAgent: "release-channels-deploy-server" };
  }

  async #token(name: RepositoryName, id: number | undefined): Promise<Token> {
    const { login } = this.#settings;
    if (login.kind === "token") return { token: login.token, label: TOKEN_LABEL, issuedAt: 0 };
    const key = `${nameKey(fullName(name))} ${id}`;
    const kept = this.#tokens.get(key)?.catch(() => undefined);
    const known = await kept;
    if (known !== undefined && Date.now() - known.issuedAt < TOKEN_MS) return known;
    const made = this.#make(login, name, id);
    this.#tokens.set(key, made);
    return await made;
  }

  async #make(
    login: Extract<GitHubLogin, { kind: "app" }>,
    name: RepositoryName,
    known: number | undefined,
  ): Promise<Token> {
    const app = appAt(this.session(), login, name);
    const installation = await step("github.find installation", () => findInstallation(app));
    // What it was given beyond reading decides what the server can do there: a write that it may not make says so.
    const given = Object.entries(installation.permissions).flatMap(([name, level]) =>
      level === "read" || level === "write" ? [[name, level] as const] : [],
    );
    const permissions = { ...PERMISSIONS, ...Object.fromEntries(given) };
    const { id: installationId } = installation;
    const repositoryId = known ?? installation.repositoryId;
    const token = await step("github.create token", () =>
      createInstallationToken(app, { installationId, permissions, repositoryId }),
    );
    return { token, label: `the token of App ${installation.appSlug}`, issuedAt: Date.now() };
  }
}
