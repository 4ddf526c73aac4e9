import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App, LabelledToken } from "../../../lib/github/client.ts";
import { parseRepositoryName, type RepositoryName } from "../../../lib/github/repository.ts";
import { webAddress, wholeNumber, type Environment } from "../../../lib/http/environment.ts";
import { secretText, signingSecrets } from "../../../lib/http/secrets.ts";
import type { SigningSecrets } from "../../../lib/http/signing-secrets.ts";
import { didYouMeanRepository } from "../../../lib/names/nearest-repository.ts";

/** Who reads the release repository; undefined where anybody may. */
export type Reader = LabelledToken | App | undefined;

/** A branch whose files are served as they are now, instead of those that the image was built with. */
export interface FollowSettings {
  readonly repository: RepositoryName;
  readonly branch: string;
  /** Paths in the repository. */
  readonly database: string;
  readonly policy: string;
  readonly apiUrl: string;
  readonly reader: Reader;
  /** Of webhooks that hint at pushes; undefined where none are taken. */
  readonly webhookSecrets: SigningSecrets | undefined;
  /** Between two looks. */
  readonly everySeconds: number;
  /** Where the last files that were read are kept. */
  readonly folder: string;
}

/** A look that finds nothing new is free with a token; without one, GitHub allows 60 in an hour. */
const EVERY_SECONDS = { withToken: "5", without: "120" };

/** What RELEASE_REPOSITORY and the variables beside it say; undefined where no repository is to be followed. */
export function readFollow(env: Environment): FollowSettings | undefined {
  if (env.text("RELEASE_REPOSITORY") === undefined) return undefined;
  const reader = readReader(env);
  return {
    repository: env.read("RELEASE_REPOSITORY", {
      preset: "owner/name",
      parse: parseRepositoryName,
      allowed: "the release repository, as owner/name",
      guess: didYouMeanRepository,
    }),
    branch: env.text("RELEASE_BRANCH") ?? "main",
    database: pathIn(env, "RELEASE_DATABASE", "db/db.json"),
    policy: pathIn(env, "RELEASE_POLICY", "db/policy.json"),
    apiUrl: env.read("GITHUB_API_URL", {
      preset: "https://api.github.com",
      parse: webAddress,
      allowed: "an address such as https://api.github.com",
    }),
    reader,
    webhookSecrets: readWebhookSecrets(env),
    everySeconds: env.read("FOLLOW_SECONDS", {
      preset: reader === undefined ? EVERY_SECONDS.without : EVERY_SECONDS.withToken,
      parse: (text) => wholeNumber(text, 1, 3600),
      allowed: "a number of seconds from 1 to 3600",
    }),
    folder: env.text("FOLLOW_FOLDER") ?? join(tmpdir(), "release-api"),
  };
}

function pathIn(env: Environment, name: string, preset: string): string {
  return env.read(name, {
    preset,
    parse: (text) =>
      /^[\w.-]+(?:\/[\w.-]+)*$/.test(text) && !/(?:^|\/)\.\.?(?:\/|$)/.test(text) ? text : undefined,
    allowed: `a path in the repository, such as ${preset}`,
  });
}

function readWebhookSecrets(env: Environment): SigningSecrets | undefined {
  const name = "GITHUB_WEBHOOK_SECRET";
  const text = secretText(env, name);
  return text === undefined ? undefined : signingSecrets(env, name, text);
}

function readReader(env: Environment): Reader {
  const [appId, token] = [env.text("GITHUB_APP_ID"), secretText(env, "GITHUB_TOKEN")];
  const privateKey = secretText(env, "GITHUB_APP_PRIVATE_KEY");
  if (appId !== undefined && token !== undefined)
    env.refuse(
      "GITHUB_APP_ID and GITHUB_TOKEN are both set: keep the one that may read the release repository.",
    );
  if ((appId === undefined) !== (privateKey === undefined))
    env.refuse("Only one of GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY is set: a GitHub App needs both.");
  if (appId !== undefined && privateKey !== undefined) return { appId, privateKey };
  return token === undefined ? undefined : { token, tokenLabel: "GITHUB_TOKEN" };
}
