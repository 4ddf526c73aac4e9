import { bearFreshToken } from "./app/fresh-token.ts";
import { findInstallation, type Permissions } from "./app/installation.ts";
import { checkInstallation, createInstallationToken, revokeToken } from "./app/installation-token.ts";
import { createAppClient, createClient, type App, type Client } from "./client.ts";
import type { MaskingLog } from "./log.ts";
import { fullName, type RepositoryName } from "./repository.ts";

/** Who acts: whoever a token belongs to, or an App. */
export type Credentials = TokenCredentials | AppCredentials;

export interface TokenCredentials {
  readonly token: string;
  /** For messages: `the token of input "token"`. */
  readonly described: string;
}

export interface AppCredentials extends App {
  /** Without it, the installation on the repository is looked for. */
  readonly installationId: number | undefined;
}

export interface AccessOptions {
  readonly log: MaskingLog;
  /** Epoch milliseconds after which no limit is waited out any more. */
  readonly deadline: number;
  /** What an App's token may do, and no more. */
  readonly permissions: Permissions;
  /** What it may do where the App was given that, and can do without. */
  readonly optionalPermissions?: Permissions;
}

/** Access to one repository. */
export interface Access {
  readonly client: Client;
  /** Which token the client uses, for messages. */
  readonly token: string;
  /** The App's installation, to spare the search for it the next time. */
  readonly installationId: number | undefined;
}

/**
 * Does something in a repository, as a token's owner or as an App. A token costs no request. An App costs three: it
 * finds its installation (unless that is given), makes a token for this repository alone, and revokes it at the end.
 * @throws AppRefusal, or what `use` throws
 */
export async function withAccess<T>(
  credentials: Credentials,
  repository: RepositoryName,
  options: AccessOptions,
  use: (access: Access) => Promise<T>,
): Promise<T> {
  if ("token" in credentials) {
    const { token, described } = credentials;
    return use({ client: createClient({ token, ...options }), token: described, installationId: undefined });
  }
  const { installationId, name, token } = await installationToken(credentials, repository, options);
  const client = createClient({ token, ...options });
  bearFreshToken(client);
  try {
    return await use({ client, token: `the token of App ${name}`, installationId });
  } finally {
    await revokeToken(client, options.log);
  }
}

async function installationToken(
  credentials: AppCredentials,
  repository: RepositoryName,
  { permissions, optionalPermissions = {}, ...patience }: AccessOptions,
): Promise<{ readonly installationId: number; readonly name: string; readonly token: string }> {
  const { appId, installationId } = credentials;
  const app = createAppClient(credentials, patience);
  const request = { appId, repository, permissions };
  if (installationId !== undefined) {
    const token = await createInstallationToken(app, { ...request, installationId }, patience.log);
    return { installationId, name: appId, token };
  }
  const installation = await findInstallation(app, appId, repository);
  checkInstallation(installation, repository, permissions);
  const granted = Object.entries(optionalPermissions).filter(([name]) => name in installation.permissions);
  const all = { ...permissions, ...Object.fromEntries(granted) };
  const token = await createInstallationToken(
    app,
    { ...request, installationId: installation.id, permissions: all },
    patience.log,
  );
  patience.log.info(
    `Acting as App ${installation.appSlug}, installed in ${installation.account}, on ${fullName(repository)}.`,
  );
  return { installationId: installation.id, name: installation.appSlug, token };
}
