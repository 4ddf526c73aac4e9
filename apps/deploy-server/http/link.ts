import { problem } from "../../../lib/http/answers.ts";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { APP_PATHS } from "../github/app.ts";
import { textAt } from "../narrow.ts";
import { openSeal, seal, sealingKeys } from "../people/seal.ts";
import { signInAddress } from "../people/sign-in.ts";
import type { World } from "../world.ts";
import { endPageSignIn, exchanged, isPageState, ownerOf } from "./sign-in.ts";

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
      const state = new URL(url, world.settings.publicUrl).searchParams.get("state") ?? "";
      openSignIn(world, state);
      return reply.header("cache-control", "no-store").redirect(signInAddress(world, { state }), 302);
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
    async handle(request, reply) {
      const { searchParams } = new URL(request.url, world.settings.publicUrl);
      const [state, code] = [searchParams.get("state") ?? "", searchParams.get("code") ?? ""];
      if (isPageState(world, state)) return endPageSignIn(world, { request, reply, state, code });
      const { team, user } = openSignIn(world, state);
      // Used once, and never kept.
      const { token } = await exchanged(world, { code, again: "Run /deploy link in Slack again." });
      const { id, login } = await ownerOf(world, token);
      const until = world.clock.now().getTime() + CODE_MS;
      const linkCode = seal(sealingKeys(world.settings.github), "link-code", {
        team,
        user,
        id,
        login,
        until,
      });
      return reply
        .header("cache-control", "no-store")
        .header("referrer-policy", "no-referrer")
        .header("content-security-policy", PAGE_POLICY)
        .type("text/html; charset=utf-8")
        .send(page(login, linkCode));
    },
  };
}

function openSignIn(
  { settings, clock }: World,
  state: string,
): { readonly team: string; readonly user: string } {
  const facts = openSeal(sealingKeys(settings.github), "sign-in", state);
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

function page(login: string, code: string): string {
  const name = login.replaceAll(/[^A-Za-z0-9-]/g, "");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Link to Slack</title>
<body style="font: 1rem/1.5 system-ui; max-width: 40rem; margin: 3rem auto">
<h1>You are ${name} on GitHub</h1>
<p>Go back to Slack, and run this there. It works for whoever began there alone, for 10 minutes:</p>
<pre style="white-space: pre-wrap; word-break: break-all">/deploy link ${code}</pre>
</body></html>`;
}
