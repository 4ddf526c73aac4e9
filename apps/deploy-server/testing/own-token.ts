import { send, type App, type TestGitHub } from "@release-channels/sandbox";

/** A token that somebody gives to an App by signing in. */
export async function ownToken(
  github: TestGitHub,
  { login, app }: { readonly login: string; readonly app: App },
): Promise<string> {
  const [callback = ""] = app.callbackUrls;
  const query = new URLSearchParams({ client_id: app.clientId, redirect_uri: callback, as: login });
  const chosen = await fetch(`${github.url}/login/oauth/authorize?${query.toString()}`, {
    redirect: "manual",
  });
  const code = new URL(chosen.headers.get("location") ?? "").searchParams.get("code");
  const { json } = await send(`${github.url}/login/oauth/access_token`, {
    headers: { accept: "application/json", "content-type": "application/json" },
    body: { client_id: app.clientId, client_secret: app.clientSecret, code, redirect_uri: callback },
  });
  return String(json.access_token);
}
