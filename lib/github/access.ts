import { appAt } from "./app/app.ts";
import { checkInstallation, createInstallationToken, revokeToken } from "./app/installation-token.ts";
import { findInstallation, type Permissions } from "./app/installation.ts";
import { createAnonymousClient, createClient, type App, type LabelledToken } from "./client.ts";
import type { GitHubRepository } from "./github-repository.ts";
import { fullName, type RepositoryName } from "./repository.ts";
import type { Session } from "./session.ts";

/** Who acts: a token's owner, or an App. */
export type Credentials = TokenCredentials | AppCredentials;

export interface TokenCredentials extends LabelledToken {
  /** Epoch milliseconds when the token was created, if known. */
  readonly issuedAt?: number | undefined;
}

export interface AppCredentials extends App {
  /** Without it, the App's installation on the repository is looked up. */
  readonly installationId: number | undefined;
}

export interface Access extends Session {
  readonly credentials: Credentials;
  readonly repository: RepositoryName;
  /** The repository's id, if known: an App's token is then limited to that id, whatever the current name. */
  readonly repositoryId?: number | undefined;
  /** All that an App's token may do. */
  readonly permissions: Permissions;
  /**
   * Permissions that the App's token gets if the installation has them. Only a search for the installation shows what it
   * has, so credentials with an installation's id go without.
   */
  readonly optionalPermissions?: Permissions;
}

/** GitHub recognizes a new token everywhere within seconds. */
const FRESH_MS = 10_000;

/**
 * Acts in a repository as a token's owner or as an App. A token needs no requests. An App needs three: to find its
 * installation (unless that is given), to create a token for this repository alone, and to revoke it at the end.
 * @param use also gets the App's installation, so that the next call can skip the search
 * @throws GitHubFailure, or what `use` throws
 */
export async function withAccess<T>(
  access: Access,
  use: (repository: GitHubRepository, installationId: number | undefined) => Promise<T>,
): Promise<T> {
  const { credentials, repository: name } = access;
  if ("token" in credentials) return use(repositoryWithToken(access, credentials, name), undefined);
  const { installationId, slug, token } = await installationToken(access, credentials);
  const tokenLabel = `the token of App ${slug}`;
  const repository = {
    ...bind(access, { token, tokenLabel }, name),
    freshness: { until: Date.now() + FRESH_MS, isPermitted: true },
  };
  try {
    return await use(repository, installationId);
  } finally {
    await revokeToken(repository.client, access.log);
  }
}

/** The handle of a repository for a token's owner. Makes no request. */
export function repositoryWithToken(
  session: Session,
  token: TokenCredentials,
  name: RepositoryName,
): GitHubRepository {
  const { issuedAt } = token;
  const freshness = issuedAt === undefined ? undefined : { until: issuedAt + FRESH_MS, isPermitted: false };
  return { ...bind(session, token, name), freshness };
}

/** The handle of a repository that anybody may read. Makes no request. */
export function publicRepository(session: Session, name: RepositoryName): GitHubRepository {
  const { log, deadline } = session;
  return {
    client: createAnonymousClient(session),
    name,
    tokenLabel: "a request without a token",
    log,
    deadline,
  };
}

function bind(session: Session, token: LabelledToken, name: RepositoryName): GitHubRepository {
  const { log, deadline } = session;
  return { client: createClient(session, token), name, tokenLabel: token.tokenLabel, log, deadline };
}

interface InstallationToken {
  readonly installationId: number;
  /** The App's slug, or its id if the slug is unknown. */
  readonly slug: string;
  readonly token: string;
}

async function installationToken(access: Access, credentials: AppCredentials): Promise<InstallationToken> {
  const { permissions, optionalPermissions = {}, repository, log } = access;
  const { appId, installationId } = credentials;
  const app = appAt(access, credentials, repository);
  if (installationId !== undefined) {
    const { repositoryId } = access;
    const token = await createInstallationToken(app, { installationId, permissions, repositoryId });
    return { installationId, slug: appId, token };
  }
  const installation = await findInstallation(app);
  checkInstallation(app, installation, permissions);
  const granted = Object.entries(optionalPermissions).filter(([name]) => name in installation.permissions);
  const all = { ...permissions, ...Object.fromEntries(granted) };
  const { id, appSlug: slug, account } = installation;
  const repositoryId = access.repositoryId ?? installation.repositoryId;
  const token = await createInstallationToken(app, { installationId: id, permissions: all, repositoryId });
  log.info(`Acting as App ${slug}, installed in ${account}, on ${fullName(repository)}.`);
  return { installationId: id, slug, token };
}
