import type { Client } from "../client.ts";
import { reasonOf, statusOf } from "../failure/answer.ts";
import type { Log } from "../log.ts";
import { fullName } from "../repository.ts";
import { appFailure, requestAsApp, type AppAt, type AppRefusal } from "./app.ts";
import { getInstallation, isAbsent, type Installation, type Permissions } from "./installation.ts";

export interface TokenRequest {
  readonly installationId: number;
  readonly permissions: Permissions;
  /** Identifies the repository, if known: GitHub creates no token for a former name. */
  readonly repositoryId?: number | undefined;
}

/**
 * Creates a token for the App's repository alone, with no more than these permissions. One request; valid for an hour.
 * @see https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
 * @throws GitHubFailure
 */
export async function createInstallationToken(app: AppAt, request: TokenRequest): Promise<string> {
  const { client, repository, log } = app;
  const { repositoryId: id } = request;
  const send = () =>
    client.request("POST /app/installations/{installation_id}/access_tokens", {
      installation_id: request.installationId,
      ...(id === undefined ? { repositories: [repository.repo] } : { repository_ids: [id] }),
      permissions: { ...request.permissions },
    });
  try {
    const { data } = await requestAsApp(app, send, isRefused);
    log.mask(data.token);
    return data.token;
  } catch (error) {
    throw isRefused(error) ? await explainTokenRefusal(error, app, request) : error;
  }
}

/**
 * Checks that an installation has the permissions for a request.
 * @throws GitHubFailure
 */
export function checkInstallation(app: AppAt, installation: Installation, permissions: Permissions): void {
  const isOff = installation.suspendedAt !== undefined;
  const refusal = isOff ? suspended(installation) : lacking(installation, permissions);
  if (refusal !== undefined) throw appFailure(app, refusal);
}

/** Revokes a token. A failure is only logged, because the token expires within the hour anyway. */
export async function revokeToken(client: Client, log: Log): Promise<void> {
  try {
    await client.request("DELETE /installation/token");
  } catch (error) {
    log.info(`The App's token could not be revoked; it expires within the hour: ${reasonOf(error)}`);
  }
}

function isRefused(error: unknown): boolean {
  return [403, 404, 422].includes(statusOf(error) ?? 0);
}

/** GitHub does not say which permission is missing, but the installation does. */
async function explainTokenRefusal(cause: unknown, app: AppAt, request: TokenRequest): Promise<unknown> {
  const { installationId, permissions } = request;
  try {
    const installation = await getInstallation(app, installationId);
    const refusal = isSuspended(cause)
      ? suspended(installation)
      : (lacking(installation, permissions) ?? unreachable(installation, fullName(app.repository)));
    return appFailure(app, refusal, cause);
  } catch (error) {
    if (!isAbsent(error)) return error;
    const reason = `it has no installation ${installationId}`;
    const problem = { code: "no-such-installation", id: installationId } as const;
    return appFailure(app, { name: app.appId, reason, problem }, cause);
  }
}

/** "This installation has been suspended" */
function isSuspended(error: unknown): boolean {
  return statusOf(error) === 403 && /suspended/.test(reasonOf(error));
}

function suspended({ appSlug: name, account, settings }: Installation): AppRefusal {
  const problem = { code: "app-suspended", account, settings } as const;
  return { name, reason: `its installation in ${account} is suspended`, problem };
}

function lacking(installation: Installation, permissions: Permissions): AppRefusal | undefined {
  const { appSlug: name, account, settings, permissions: given } = installation;
  const missing = Object.entries(permissions).filter(
    ([permission, level]) => !["admin", "write", level].includes(given[permission] ?? "none"),
  );
  if (missing.length === 0) return undefined;
  const needed = missing.map(([permission, level]) => `${permission}: ${level}`).join(" and ");
  const problem = { code: "app-lacks-permission", account, settings, needed, given } as const;
  return { name, reason: `its installation in ${account} lacks ${needed}`, problem };
}

function unreachable({ appSlug: name, id, account, settings }: Installation, repository: string): AppRefusal {
  const reason = `its installation ${id} is in ${account} and does not include the repository, or ${repository} does not exist`;
  return { name, reason, problem: { code: "app-not-on-repository", settings } };
}
