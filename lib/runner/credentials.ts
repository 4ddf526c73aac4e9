import * as core from "@actions/core";
import { InputError } from "./input-error.ts";
import { inputs } from "./inputs.ts";
import { parsePrivateKey } from "./private-key.ts";

/** Who the step acts as: whoever a token belongs to, or a GitHub App. */
export type CredentialInputs = TokenInput | AppInputs;

export interface TokenInput {
  readonly token: string;
  /** Where it comes from, for messages. */
  readonly described: string;
}

export interface AppInputs {
  /** The App's id or its client id. */
  readonly appId: string;
  /** PKCS#8 PEM. */
  readonly privateKey: string;
  /** Which installation; without it, the one on the repository. */
  readonly installationId: number | undefined;
}

const FROM_SECRETS = "A secret that is not set, or a pull request from a fork, leaves it empty.";

const INSTALLATION =
  "the number at the end of the installation's page, as in …/settings/installations/12345678,";

/**
 * The inputs `token`, `app-id`, `private-key` and `installation-id`. With `app-id`, the App acts and not the token,
 * which may have a default. Secrets are masked.
 * @throws InputError
 */
export function readCredentials(): CredentialInputs | undefined {
  const token = inputs.secret("token");
  const app = readApp();
  if (app !== undefined) return app;
  return token === undefined ? undefined : { token, described: 'the token of input "token"' };
}

/**
 * The same, where something must be given.
 * @param needed what it is for: `contents: write on the release repository`
 * @throws InputError
 */
export function requireCredentials(needed: string): CredentialInputs {
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
 * @param fork its name; undefined for every other run
 * @returns undefined where the fork's run has none to give
 * @throws InputError
 */
export function credentialsUnlessFork(
  needed: string,
  fork: string | undefined,
): CredentialInputs | undefined {
  const asApp = inputs.optional("app-id") !== undefined;
  const secret = inputs.optional(asApp ? "private-key" : "token");
  return fork !== undefined && secret === undefined ? undefined : requireCredentials(needed);
}

function readApp(): AppInputs | undefined {
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
