import { statusOf } from "../failure/answer.ts";
import { fullName } from "../repository.ts";
import { appFailure, explainedForApp, requestAsApp, type AppAt } from "./app.ts";

/** An App's permissions in an account, by GitHub's names: `{ statuses: "write" }`. */
export type Permissions = Readonly<Record<string, "read" | "write">>;

/** An App's installation in an account. */
export interface Installation {
  readonly id: number;
  readonly appSlug: string;
  /** The organisation or user that installed it. */
  readonly account: string;
  /** The page where the account's owners configure it. */
  readonly settings: string;
  /** ISO 8601; absent unless the installation is suspended. */
  readonly suspendedAt: string | undefined;
  readonly permissions: Readonly<Record<string, string | undefined>>;
  /** The repository's id, if GitHub redirected from a former name of it. */
  readonly repositoryId: number | undefined;
}

/**
 * Finds the App's installation on its repository. One request.
 * @see https://docs.github.com/en/rest/apps/apps#get-a-repository-installation-for-the-authenticated-app
 * @throws GitHubFailure
 */
export async function findInstallation(app: AppAt): Promise<Installation> {
  const { client, repository } = app;
  try {
    const send = () => client.request("GET /repos/{owner}/{repo}/installation", { ...repository });
    const { data, url } = await requestAsApp(app, send, isAbsent);
    return { ...readInstallation(data), repositoryId: idIn(url) };
  } catch (error) {
    throw isAbsent(error) ? await explainAbsence(error, app) : error;
  }
}

/**
 * Reads an installation by its id. One request.
 * @throws RequestError if it does not exist, GitHubFailure
 */
export async function getInstallation(app: AppAt, id: number): Promise<Installation> {
  const send = () => app.client.request("GET /app/installations/{installation_id}", { installation_id: id });
  return readInstallation((await requestAsApp(app, send, isAbsent)).data);
}

export function isAbsent(error: unknown): boolean {
  return statusOf(error) === 404;
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
    repositoryId: undefined,
  };
}

/** Reads the id from an address that GitHub redirects to: `…/repositories/1296269/installation`. */
function idIn(url: string): number | undefined {
  const [, id] = /\/repositories\/(\d+)\/installation$/.exec(new URL(url).pathname) ?? [];
  return id === undefined ? undefined : Number(id);
}

/** GitHub also answers 404 for an App that does not exist, so this asks for the App itself. */
async function explainAbsence(cause: unknown, app: AppAt): Promise<unknown> {
  const { client, appId, repository } = app;
  try {
    const { data } = await requestAsApp(app, () => client.request("GET /app"));
    const { slug = appId, html_url: page } = data ?? {};
    const refusal = {
      name: slug,
      reason: `it is not installed there, or ${fullName(repository)} does not exist`,
      problem: {
        code: "app-not-installed",
        owner: repository.owner,
        installAt: page === undefined ? undefined : `${page}/installations/new`,
      },
    } as const;
    return appFailure(app, refusal, cause);
  } catch (error) {
    return explainedForApp(error, app);
  }
}
