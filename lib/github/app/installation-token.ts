import type { Client } from "../client.ts";
import { statusOf } from "../errors.ts";
import type { MaskingLog } from "../log.ts";
import { fullName, type RepositoryName } from "../repository.ts";
import { getInstallation, type Installation, type Permissions } from "./installation.ts";
import { AppRefusal, explainAppRefusal } from "./refusal.ts";

export interface TokenRequest {
  /** The App's id or its client id, for messages. */
  readonly appId: string;
  readonly installationId: number;
  readonly repository: RepositoryName;
  readonly permissions: Permissions;
}

/**
 * A token for one repository and no more than these permissions: one request. It lives an hour.
 * @see https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
 * @throws AppRefusal
 */
export async function createInstallationToken(
  app: Client,
  request: TokenRequest,
  log: MaskingLog,
): Promise<string> {
  const { appId, installationId, repository, permissions } = request;
  try {
    const { data } = await app.request("POST /app/installations/{installation_id}/access_tokens", {
      installation_id: installationId,
      repositories: [repository.repo],
      permissions: { ...permissions },
    });
    log.mask(data.token);
    return data.token;
  } catch (error) {
    const status = statusOf(error);
    if (status === 403 || status === 404 || status === 422)
      throw await explainTokenRefusal(error, app, request);
    throw explainAppRefusal(error, appId, fullName(repository));
  }
}

/**
 * What an installation lacks for a request.
 * @throws AppRefusal
 */
export function checkInstallation(
  installation: Installation,
  repository: RepositoryName,
  permissions: Permissions,
): void {
  const isOff = installation.suspendedAt !== undefined;
  const reason = isOff ? suspended(installation) : missing(installation, permissions);
  if (reason !== undefined) throw new AppRefusal(installation.appSlug, fullName(repository), reason);
}

/** Ends a token's life. It would end within the hour, so a failure is only told. */
export async function revokeToken(client: Client, log: MaskingLog): Promise<void> {
  try {
    await client.request("DELETE /installation/token", { request: { retries: 0 } });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.info(`The App's token could not be revoked and ends within the hour: ${reason}`);
  }
}

/** GitHub does not say which permission is missing, nor where: the installation itself tells. */
async function explainTokenRefusal(cause: unknown, app: Client, request: TokenRequest): Promise<unknown> {
  const { appId, installationId, repository, permissions } = request;
  const name = fullName(repository);
  try {
    const installation = await getInstallation(app, installationId);
    const reason = isSuspended(cause)
      ? suspended(installation)
      : (missing(installation, permissions) ?? unreachable(installation, name));
    return new AppRefusal(installation.appSlug, name, reason, cause);
  } catch (error) {
    if (statusOf(error) !== 404) return explainAppRefusal(error, appId, name);
    const reason = `it has no installation ${installationId}. Leave installation-id away, and it is found by the repository.`;
    return new AppRefusal(appId, name, reason, cause);
  }
}

/** "This installation has been suspended" */
function isSuspended(error: unknown): boolean {
  return statusOf(error) === 403 && /suspended/.test((error as Error).message);
}

function suspended({ account, settings }: Installation): string {
  return `its installation in ${account} is suspended. An owner of ${account} lifts that at ${settings}`;
}

function missing({ account, settings, permissions }: Installation, needed: Permissions): string | undefined {
  const lacking = Object.entries(needed).filter(
    ([name, level]) => !["admin", "write", level].includes(permissions[name] ?? "none"),
  );
  if (lacking.length === 0) return undefined;
  const names = lacking.map(([name, level]) => `${name}: ${level}`).join(" and ");
  return `its installation in ${account} lacks ${names}. The App's owner adds it under "Permissions & events" of the App, then an owner of ${account} accepts it at ${settings}`;
}

function unreachable({ id, account, settings }: Installation, repository: string): string {
  return `its installation ${id} is in ${account} and does not reach it, or ${repository} does not exist. Add the repository at ${settings}, or leave installation-id away.`;
}
