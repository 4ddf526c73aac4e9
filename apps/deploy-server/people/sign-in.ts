import { createHash } from "node:crypto";
import { step } from "../../../lib/store/step.ts";
import { APP_PATHS } from "../github/app.ts";
import { numberAt, parsedJson, textAt } from "../narrow.ts";
import { Rejected } from "../rejected.ts";
import type { World } from "../world.ts";

const EXCHANGE_MS = 10_000;

/** GitHub's word for somebody who has signed in. */
export interface UserToken {
  readonly token: string;
  /** How long it lives, in milliseconds; undefined of an App whose tokens do not end. */
  readonly lifeMs: number | undefined;
}

/** @throws Rejected where nobody can sign in */
export function signInOf({ settings }: World) {
  const { signIn } = settings.github;
  if (signIn === undefined)
    throw new Rejected("no sign-in", "Nobody can sign in here yet: GITHUB_CLIENT_ID is not set");
  return signIn;
}

/**
 * Where somebody signs in to GitHub.
 * @param verifier what only their browser knows: the code is good for nothing without it
 */
export function signInAddress(
  world: World,
  { state, verifier }: { readonly state: string; readonly verifier?: string },
): string {
  const { github, publicUrl } = world.settings;
  const target = new URL(`${github.url}/login/oauth/authorize`);
  target.searchParams.set("client_id", signInOf(world).clientId);
  target.searchParams.set("redirect_uri", `${publicUrl}${APP_PATHS.callback}`);
  target.searchParams.set("state", state);
  if (verifier !== undefined) {
    target.searchParams.set("code_challenge", createHash("sha256").update(verifier).digest("base64url"));
    target.searchParams.set("code_challenge_method", "S256");
  }
  return target.href;
}

/** The code of a sign-in for a token. @throws Rejected where GitHub does not confirm it */
export async function exchangeCode(
  world: World,
  { code, verifier }: { readonly code: string; readonly verifier?: string },
): Promise<UserToken> {
  const { clientId, clientSecret } = signInOf(world);
  const { github, publicUrl } = world.settings;
  const answer = await step("people.exchange code", () =>
    fetch(`${github.url}/login/oauth/access_token`, {
      method: "POST",
      headers: { accept: "application/json", "content-type": "application/json" },
      body: JSON.stringify({
        client_id: clientId,
        client_secret: clientSecret,
        code,
        redirect_uri: `${publicUrl}${APP_PATHS.callback}`,
        ...(verifier !== undefined && { code_verifier: verifier }),
      }),
      signal: AbortSignal.timeout(EXCHANGE_MS),
    }),
  );
  const json = parsedJson(await step("people.read exchange", () => answer.text()));
  const token = textAt(json, "access_token");
  if (token === undefined) {
    const why = textAt(json, "error_description") ?? `it answered ${answer.status}`;
    throw new Rejected("sign-in", `GitHub did not confirm the sign-in: ${why}`);
  }
  const seconds = numberAt(json, "expires_in");
  return { token, lifeMs: seconds === undefined ? undefined : seconds * 1000 };
}
