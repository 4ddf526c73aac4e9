import * as core from "@actions/core";
import type { AppCredentials, Credentials, TokenCredentials } from "../github/access.ts";
import { InputError } from "./input-error.ts";
import { inputs } from "./inputs.ts";
import { parsePrivateKey } from "./private-key.ts";
import { PROCESS_START } from "./session.ts";

const FROM_SECRETS = "It is empty if the secret is not set, or in a pull request from a fork.";

const INSTALLATION =
  "the number at the end of the installation page's address, such as …/settings/installations/12345678,";

/**
 * Reads the inputs `token`, `app-id`, `private-key` and `installation-id`. If `app-id` is given, the App acts, even
 * beside a token, because `token` may have a default. Secrets are masked.
 * @throws InputError
 */
export function readCredentials(): Credentials | undefined {
  const token = inputs.secret("token");
  const app = readApp();
  if (app !== undefined) return app;
  return token === undefined ? undefined : tokenOf("token", token);
}

/** GitHub creates a job's own token when the job starts: about when this process did, if the step is the first. */
const INSTALLATION_TOKEN = "ghs_";

/** Credentials for the token from an input. */
export function tokenOf(input: string, token: string): TokenCredentials {
  const issuedAt = token.startsWith(INSTALLATION_TOKEN) ? PROCESS_START : undefined;
  return { token, tokenLabel: `the token of input "${input}"`, issuedAt };
}

/**
 * Reads the credentials of an action that cannot do without.
 * @param needed the permission and where: `contents: write on the release repository`
 * @throws InputError
 */
export function requireCredentials(needed: string): Credentials {
  const credentials = readCredentials();
  if (credentials !== undefined) return credentials;
  throw new InputError(
    "token",
    "",
    `give a token with ${needed}, or app-id and private-key of a GitHub App that has that permission. ${FROM_SECRETS}`,
  );
}

/**
 * Reads the credentials in a run that may belong to a fork's pull request; GitHub gives such a run no secrets.
 * @param fork the fork; undefined for every other run
 * @returns undefined if the fork's run has no credentials
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
    if (key !== undefined) throw new InputError("app-id", "", "give it together with private-key.");
    if (installationId !== undefined)
      throw new InputError("app-id", "", "give it together with installation-id.");
    return undefined;
  }
  if (!/^(\d{1,18}|Iv[\w.]{1,98})$/.test(appId)) {
    throw new InputError("app-id", appId, "give the App's id (12345) or client id (Iv23li…).");
  }
  if (key === undefined) {
    throw new InputError("private-key", "", `give the private key of App ${appId}. ${FROM_SECRETS}`);
  }
  const privateKey = parsePrivateKey("private-key", key);
  // The runner masks the secret as it was stored; this is the same key in another format.
  core.setSecret(privateKey);
  return { appId, privateKey, installationId };
}

/** Credentials that name the App's installation if an earlier step found it, which saves the search. */
export function knownAt(installationId: number | undefined, credentials: Credentials): Credentials {
  return "token" in credentials || installationId === undefined
    ? credentials
    : { ...credentials, installationId };
}
