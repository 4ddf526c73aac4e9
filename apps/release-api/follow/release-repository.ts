import { publicRepository, repositoryWithToken } from "../../../lib/github/access.ts";
import { appAt } from "../../../lib/github/app/app.ts";
import { createInstallationToken } from "../../../lib/github/app/installation-token.ts";
import { findInstallation } from "../../../lib/github/app/installation.ts";
import type { App } from "../../../lib/github/client.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import type { MaskingLog } from "../../../lib/github/log.ts";
import type { Session } from "../../../lib/github/session.ts";
import type { FollowSettings } from "./settings.ts";

/** A look that takes longer has failed; another one follows. */
const PATIENCE_MS = 20_000;
/** An App's token lives an hour. */
const TOKEN_MS = 50 * 60_000;

/** The way to the release repository, with an App's token that is kept while it is good. */
export class ReleaseRepository {
  readonly #settings: FollowSettings;
  readonly #log: MaskingLog;
  #made: { readonly token: string; readonly tokenLabel: string; readonly issuedAt: number } | undefined;

  constructor(settings: FollowSettings, log: MaskingLog) {
    this.#settings = settings;
    this.#log = log;
  }

  /** @throws GitHubFailure where the App is not installed there */
  async reach(): Promise<GitHubRepository> {
    const { repository, reader } = this.#settings;
    if (reader === undefined) return publicRepository(this.#session(), repository);
    if ("token" in reader) return repositoryWithToken(this.#session(), reader, repository);
    if (this.#made === undefined || Date.now() - this.#made.issuedAt > TOKEN_MS) {
      this.#made = await this.#make(reader);
    }
    return repositoryWithToken(this.#session(), this.#made, repository);
  }

  /** After a failure that may be the token's: an installation that has changed ends them early. */
  forget(): void {
    this.#made = undefined;
  }

  async #make(reader: App) {
    const app = appAt(this.#session(), reader, this.#settings.repository);
    const { id: installationId, appSlug, repositoryId } = await findInstallation(app);
    const permissions = { contents: "read" } as const;
    const token = await createInstallationToken(app, { installationId, permissions, repositoryId });
    return { token, tokenLabel: `the token of App ${appSlug}`, issuedAt: Date.now() };
  }

  #session(): Session {
    const { apiUrl } = this.#settings;
    const connection = { apiUrl, fetch, userAgent: "release-channels-release-api" };
    return { connection, log: this.#log, deadline: Date.now() + PATIENCE_MS };
  }
}
