import { asApp } from "../app/as-app.ts";
import type { Permissions } from "../app/installation.ts";
import { createAppClient, type App } from "../client.ts";
import { LostAnswer } from "../failure/failure.ts";
import type { Session } from "../session.ts";

/** An account in which an App is installed. */
export interface InstalledIn {
  readonly id: number;
  /** The organisation's or user's login. */
  readonly account: string;
  readonly isSuspended: boolean;
  readonly permissions: Permissions;
}

/** A page of a list, and whether it is the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly isLast: boolean;
}

const PAGE = 100;

/**
 * A page of an App's installations, a hundred each: one request.
 * @param page from 1 on
 * @see https://docs.github.com/en/rest/apps/apps#list-installations-for-the-authenticated-app
 * @throws GitHubFailure
 */
export async function listInstallations(
  session: Session,
  app: App,
  page: number,
): Promise<Page<InstalledIn>> {
  const client = createAppClient(session, app);
  return asApp(session, app, async () => {
    const { data } = await client.request("GET /app/installations", { per_page: PAGE, page });
    if (!Array.isArray(data)) throw new LostAnswer();
    return { items: data.map(installedIn), isLast: data.length < PAGE };
  });
}

interface InstallationAnswer {
  readonly id: number;
  readonly account: object | null;
  readonly suspended_at: string | null;
  readonly permissions: object;
}

function installedIn({ id, account, suspended_at, permissions }: InstallationAnswer): InstalledIn {
  // An enterprise has a slug instead of a login.
  const [, login] = Object.entries(account ?? {}).find(([key]) => key === "login" || key === "slug") ?? [];
  const given = Object.entries(permissions).flatMap(([name, level]) =>
    level === "read" || level === "write" ? [[name, level] as const] : [],
  );
  return {
    id,
    account: String(login),
    isSuspended: suspended_at !== null,
    permissions: Object.fromEntries(given),
  };
}
