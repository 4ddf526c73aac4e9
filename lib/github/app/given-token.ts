import { timedFetch } from "../client.ts";
import { reasonOf } from "../failure/answer.ts";
import { GitHubFailure } from "../failure/failure.ts";
import type { Session } from "../session.ts";

/** What an App proves itself with where no private key does. */
export interface AppSecret {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A token of another App, and one that is no token. */
const NOT_ITS_OWN = new Set([404, 422]);

/**
 * Whether a user has given a token to an App, and to no other: one request.
 * @see https://docs.github.com/en/rest/apps/oauth-applications#check-a-token
 * @throws GitHubFailure
 */
export async function isGivenToApp(
  { connection, deadline }: Session,
  { clientId, clientSecret }: AppSecret,
  token: string,
): Promise<boolean> {
  const send = timedFetch(connection.fetch, deadline);
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString("base64");
  const path = `/applications/${encodeURIComponent(clientId)}/token`;
  const status = await statusOf(path, () =>
    send(`${connection.apiUrl}${path}`, {
      method: "POST",
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Basic ${basic}`,
        "content-type": "application/json",
        "user-agent": connection.userAgent,
      },
      body: JSON.stringify({ access_token: token }),
    }),
  );
  if (status === 200) return true;
  if (NOT_ITS_OWN.has(status)) return false;
  throw new GitHubFailure(`${path} answered ${status}`, { code: status >= 500 ? "transient" : "refused" });
}

async function statusOf(path: string, send: () => Promise<Response>): Promise<number> {
  try {
    return (await send()).status;
  } catch (error) {
    throw new GitHubFailure(
      `${path} did not answer: ${reasonOf(error)}`,
      { code: "transient" },
      { cause: error },
    );
  }
}
