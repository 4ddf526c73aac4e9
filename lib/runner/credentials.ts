import * as core from "@actions/core";
import type { AppCredentials, Credentials, TokenCredentials } from "../github/access.ts";
import { InputError } from "./input-error.ts";
import { inputs } from "./inputs.ts";
import { parsePrivateKey } from "./private-key.ts";
import { PROCESS_START } from "./session.ts";

const FROM_SECRETS = "A secret that is not set, or a pull request from a fork, leaves it empty.";

const INSTALLATION =
  "the number at the end of the installation's page, as in …/settings/installations/12345678,";

/**
 * The inputs `token`, `app-id`, `private-key` and `installation-id`. With `app-id`, the App acts and not the token,
 * which may have a default. Secrets are masked.
 * @throws InputError
 */
export function readCredentials(): Credentials | undefined {
  const token = inputs.secret("token");
  const app = readApp();
  if (app !== undefined) return app;
  return token === undefined ? undefined : tokenOf("token", token);
}

/** GitHub makes a job's own token when the job starts: about when this process did, for a step that is its first. */
const INSTALLATION_TOKEN = "ghs_";

/** The token of an input, as who acts. */
export function tokenOf(input: string, token: string): TokenCredentials {
  const issuedAt = token.startsWith(INSTALLATION_TOKEN) ? PROCESS_START : undefined;
  return { token, tokenLabel: `the token of input "${input}"`, issuedAt };
}

/**
 * The same, where something must be given.
 * @param needed what it is for: `contents: write on the release repository`
 * @throws InputError
 */
export function requireCredentials(needed: string): Credentials {
  const credentials = readCredentials();
  if (credentials !== undefined) return credentials;
  throw new InputError(
    "token",
    "",
    `give a token with ${needed}, or app-id and private-key of a GitHub App that has it. ${FROM_SECRETS}`,
  );
}

/**
 * The same, in a run that may be a fork's pull request: such a run gets no secrets.
 * @param fork which one; undefined for every other run
 * @returns undefined where the fork's run has none to give
 * @throws InputError
 */
export function credentialsUnlessFork(needed: string, fork: string | undefined): Credentials | undefined {
  const asApp = inputs.optional("app-id") !== undefined;
  const secret = inputs.optional(asApp ? "private-key" : "token");
  return fork !== undefined && secret === undefined ? undefined : requireCredentials(needed);
}

function readApp(): AppCredentials | undefined {
  const appId = inputs.optional("app-id");
  const key = inputs.secret("private-key");
  const installationId = inputs.id("installation-id", INSTALLATION);
  if (appId === undefined) {
    if (key !== undefined) throw new InputError("app-id", "", "give it beside private-key.");
    if (installationId !== undefined) throw new InputError("app-id", "", "give it beside installation-id.");
    return undefined;
  }
  if (!/^(\d{1,18}|Iv[\w.]{1,98})$/.test(appId)) {
    throw new InputError("app-id", appId, "an App's id (12345) or client id (Iv23li…) is allowed.");
  }
  if (key === undefined) {
    throw new InputError("private-key", "", `give the private key of App ${appId}. ${FROM_SECRETS}`);
  }
  const privateKey = parsePrivateKey("private-key", key);
  // The runner has masked what was stored; this is the same key in other letters.
  core.setSecret(privateKey);
  return { appId, privateKey, installationId };
}

/** Spares the search for an App's installation that was found before. */
export function knownAt(installationId: number | undefined, credentials: Credentials): Credentials {
  return "token" in credentials || installationId === undefined
    ? credentials
    : { ...credentials, installationId };
}
