import type { Client } from "../client.ts";
import { fullName, type RepositoryName } from "../repository.ts";
import { statusOf } from "../errors.ts";
import { AppRefusal, explainAppRefusal } from "./refusal.ts";

/** What an App may do in an account, by GitHub's names: `{ statuses: "write" }`. */
export type Permissions = Readonly<Record<string, "read" | "write">>;

/** An App in an account that has installed it. */
export interface Installation {
  readonly id: number;
  readonly appSlug: string;
  /** The organisation or user that installed it. */
  readonly account: string;
  /** Where its owners configure it. */
  readonly settings: string;
  /** ISO 8601; absent when it is not suspended. */
  readonly suspendedAt: string | undefined;
  readonly permissions: Readonly<Record<string, string | undefined>>;
}

/**
 * The App's installation on a repository: one request.
 * @see https://docs.github.com/en/rest/apps/apps#get-a-repository-installation-for-the-authenticated-app
 * @throws AppRefusal
 */
export async function findInstallation(
  app: Client,
  appId: string,
  repository: RepositoryName,
): Promise<Installation> {
  try {
    return readInstallation(
      (await app.request("GET /repos/{owner}/{repo}/installation", { ...repository })).data,
    );
  } catch (error) {
    const name = fullName(repository);
    if (statusOf(error) !== 404) throw explainAppRefusal(error, appId, name);
    throw await explainAbsence(error, app, appId, name);
  }
}

/**
 * An installation by its id: one request.
 * @throws RequestError
 */
export async function getInstallation(app: Client, id: number): Promise<Installation> {
  const { data } = await app.request("GET /app/installations/{installation_id}", { installation_id: id });
  return readInstallation(data);
}

interface InstallationAnswer {
  readonly id: number;
  readonly app_slug: string;
  readonly account: object | null;
  readonly html_url: string;
  readonly suspended_at: string | null;
  readonly permissions: object;
}

function readInstallation(answer: InstallationAnswer): Installation {
  const { id, app_slug: appSlug, account, html_url: settings, suspended_at, permissions } = answer;
  return {
    id,
    appSlug,
    // An enterprise has a slug instead of a login.
    account: String(Object.entries(account ?? {}).find(([key]) => key === "login" || key === "slug")?.[1]),
    settings,
    suspendedAt: suspended_at ?? undefined,
    permissions: { ...permissions },
  };
}

/** GitHub answers 404 for an App that it does not know, too, so the App is asked for its own name. */
async function explainAbsence(cause: unknown, app: Client, appId: string, repository: string) {
  try {
    const { data } = await app.request("GET /app");
    const { slug = appId, html_url: page } = data ?? {};
    const install = page === undefined ? "" : ` at ${page}/installations/new`;
    return new AppRefusal(
      slug,
      repository,
      `it is not installed there, or ${repository} does not exist. An owner of ${ownerOf(repository)} installs it${install}, or adds the repository to its installation.`,
      cause,
    );
  } catch (error) {
    return explainAppRefusal(error, appId, repository);
  }
}

function ownerOf(repository: string): string {
  return repository.replace(/\/.*/, "");
}
