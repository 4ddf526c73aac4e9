import { tokenOwner } from "../../../lib/github/people/account.ts";
import { problem } from "../../../lib/http/answers.ts";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { APP_PATHS } from "../github/app.ts";
import { parsedJson, textAt } from "../narrow.ts";
import { openSeal, seal, sealingKey } from "../people/seal.ts";
import type { World } from "../world.ts";

const CODE_MS = 10 * 60_000;
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'";

/** `GET /link`: on to GitHub, to sign in. */
export function linkEndpoint(world: World): Endpoint {
  return {
    method: "GET",
    url: "/link",
    id: "beginLink",
    summary: "Sign in to GitHub, to link a Slack account",
    query: { state: { type: "string", maxLength: 2000 } },
    answers: { 302: { description: "to GitHub." }, 400: problem("the address has expired.") },
    handle({ url }, reply) {
      const { github, publicUrl } = world.settings;
      const state = new URL(url, publicUrl).searchParams.get("state") ?? "";
      openSignIn(world, state);
      const target = new URL(`${github.url}/login/oauth/authorize`);
      target.searchParams.set("client_id", signInOf(world).clientId);
      target.searchParams.set("redirect_uri", `${publicUrl}${APP_PATHS.callback}`);
      target.searchParams.set("state", state);
      return reply.header("cache-control", "no-store").redirect(target.href, 302);
    },
  };
}

/** `GET /link/callback`: back from GitHub; shows the code that belongs into Slack. */
export function linkCallbackEndpoint(world: World): Endpoint {
  return {
    method: "GET",
    url: APP_PATHS.callback,
    id: "endLink",
    summary: "Back from GitHub's sign-in",
    query: "ignored",
    answers: {
      200: { description: "the code for Slack.", content: { "text/html": { type: "string" } } },
      400: problem("the sign-in was not finished, or has expired."),
    },
    async handle({ url }, reply) {
      const { searchParams } = new URL(url, world.settings.publicUrl);
      const { team, user } = openSignIn(world, searchParams.get("state") ?? "");
      const token = await exchange(world, searchParams.get("code") ?? "");
      const { id, login } = await tokenOwner(world.github.session(), {
        token,
        tokenLabel: `the sign-in's token`,
      });
      const until = world.clock.now().getTime() + CODE_MS;
      const code = seal(sealingKey(world.settings.github), "link-code", { team, user, id, login, until });
      return reply
        .header("cache-control", "no-store")
        .header("referrer-policy", "no-referrer")
        .header("content-security-policy", PAGE_POLICY)
        .type("text/html; charset=utf-8")
        .send(page(login, code));
    },
  };
}

function signInOf({ settings }: World) {
  const { signIn } = settings.github;
  if (signIn === undefined)
    throw new HttpProblem(503, "Nobody can sign in here yet: GITHUB_CLIENT_ID is not set.");
  return signIn;
}

function openSignIn(
  { settings, clock }: World,
  state: string,
): { readonly team: string; readonly user: string } {
  const facts = openSeal(sealingKey(settings.github), "sign-in", state);
  const [team, user, until] = [textAt(facts, "team"), textAt(facts, "user"), facts?.["until"]];
  if (
    team === undefined ||
    user === undefined ||
    typeof until !== "number" ||
    until <= clock.now().getTime()
  ) {
    throw new HttpProblem(
      400,
      "This address has expired, or is not whole: run /deploy link in Slack for a new one.",
    );
  }
  return { team, user };
}

/** The code of a sign-in for a token, which is used once and never kept. */
async function exchange(world: World, code: string): Promise<string> {
  const { clientId, clientSecret } = signInOf(world);
  const { github, publicUrl } = world.settings;
  const answer = await fetch(`${github.url}/login/oauth/access_token`, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify({
      client_id: clientId,
      client_secret: clientSecret,
      code,
      redirect_uri: `${publicUrl}${APP_PATHS.callback}`,
    }),
    signal: AbortSignal.timeout(10_000),
  });
  const json = parsedJson(await answer.text());
  const token = textAt(json, "access_token");
  if (token !== undefined) return token;
  const why = textAt(json, "error_description") ?? `it answered ${answer.status}`;
  throw new HttpProblem(400, `GitHub did not confirm the sign-in: ${why}. Run /deploy link in Slack again.`);
}

function page(login: string, code: string): string {
  const name = login.replaceAll(/[^A-Za-z0-9-]/g, "");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Link to Slack</title>
<body style="font: 1rem/1.5 system-ui; max-width: 40rem; margin: 3rem auto">
<h1>You are ${name} on GitHub</h1>
<p>Go back to Slack, and run this there. It works for whoever began there alone, for 10 minutes:</p>
<pre style="white-space: pre-wrap; word-break: break-all">/deploy link ${code}</pre>
</body></html>`;
}
