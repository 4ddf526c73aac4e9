import { asApp } from "../app/as-app.ts";
import type { Permissions } from "../app/installation.ts";
import { createAppClient, createClient, type App } from "../client.ts";
import type { GitHubRepository } from "../github-repository.ts";
import type { Session } from "../session.ts";
import type { InstalledIn } from "./list-installations.ts";

/** All that an App sees in one account: the handle that the functions of this room take first. */
export type GitHubInstallation = Omit<GitHubRepository, "freshness">;

/** What reading an account takes, as far as the installation was given it. */
const PERMISSIONS: Permissions = {
  actions: "read",
  checks: "read",
  contents: "read",
  metadata: "read",
  statuses: "read",
};

/**
 * Makes a token that reads all of an installation's repositories, and nothing more: one request.
 * @see https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
 * @returns the token, which lives an hour
 * @throws GitHubFailure
 */
export async function createReadingToken(
  session: Session,
  app: App,
  { id, permissions: given }: Pick<InstalledIn, "id" | "permissions">,
): Promise<string> {
  const client = createAppClient(session, app);
  const permissions = Object.fromEntries(Object.entries(PERMISSIONS).filter(([name]) => name in given));
  return asApp(session, app, async () => {
    const { data } = await client.request("POST /app/installations/{installation_id}/access_tokens", {
      installation_id: id,
      permissions,
    });
    session.log.mask(data.token);
    return data.token;
  });
}

/** The handle of an installation for a token of it. Makes no request. */
export function installationWithToken(
  session: Session,
  token: string,
  { account }: Pick<InstalledIn, "account">,
): GitHubInstallation {
  const { log, deadline } = session;
  const tokenLabel = `the App's token for ${account}`;
  // For messages: `Could not list the repositories in acme/*`.
  const name = { owner: account, repo: "*" };
  return { client: createClient(session, { token, tokenLabel }), name, tokenLabel, log, deadline };
}
