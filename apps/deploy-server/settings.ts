import { parseRepositoryName, type RepositoryName } from "../../lib/github/repository.ts";
import { Environment, webAddress, wholeNumber } from "../../lib/http/environment.ts";
import { secretText, signingSecrets } from "../../lib/http/secrets.ts";
import { readServerSettings, type ServerSettings } from "../../lib/http/settings.ts";
import type { SigningSecrets } from "../../lib/http/signing-secrets.ts";
import { didYouMeanRepository } from "../../lib/names/nearest-repository.ts";
import { contextProblem, DEFAULT_CONTEXT } from "../../lib/releases/rules/release-reports.ts";
import type { Allowance } from "../../lib/store/allowance.ts";
import type { UpdateAllowance } from "../../lib/store/messages.ts";
import type { StoreSettings } from "../../lib/store/store.ts";

/** Who the server is on GitHub. */
export type GitHubLogin =
  | { readonly kind: "app"; readonly appId: string; readonly privateKey: string }
  | { readonly kind: "token"; readonly token: string };

export interface SlackSettings {
  readonly botToken: string;
  /** Undefined where everything comes by Socket Mode. */
  readonly signingSecrets: SigningSecrets | undefined;
  /** For Socket Mode. */
  readonly appToken: string | undefined;
  readonly apiUrl: string;
  /** Of updates of messages. */
  readonly allowance: UpdateAllowance;
}

export interface GitHubSettings {
  readonly apiUrl: string;
  /** For pages: `https://github.com`. */
  readonly url: string;
  readonly login: GitHubLogin;
  readonly webhookSecrets: SigningSecrets;
  /** For people to sign in; undefined where nobody can. */
  readonly signIn: { readonly clientId: string; readonly clientSecret: string } | undefined;
}

/** Where the ledger and the configuration are. */
export interface ReleaseFiles {
  readonly repository: RepositoryName;
  readonly branch: string;
  /** `db/db.json` */
  readonly database: string;
  readonly policy: string;
  readonly server: string;
}

/** How source repositories are told what became of their dispatches. */
export interface ReportSettings {
  /** The template of the statuses' contexts: `release/{channel}` */
  readonly context: string;
  /** Of requests that create content on GitHub. */
  readonly allowance: Allowance;
}

/** How many commits of dispatches there may be, of all replicas. */
export interface CommitSettings {
  readonly minute: Allowance;
  readonly hour: Allowance;
}

/** What the server is told by its environment. */
export interface Settings extends ServerSettings {
  readonly store: StoreSettings;
  readonly slack: SlackSettings;
  readonly github: GitHubSettings;
  readonly releases: ReleaseFiles;
  readonly commits: CommitSettings;
  readonly reports: ReportSettings;
  /** Where people's browsers and webhooks find the server, without a slash at the end. */
  readonly publicUrl: string;
  /** How often all that the App sees is compared with what the store has; 0: never by itself. */
  readonly syncEveryHours: number;
  /** A docker config.json with logins for registries. */
  readonly registryLogins: string | undefined;
}

const PORT = 8088;

/** @throws SettingsError that names every variable that cannot be used */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const env = new Environment(variables);
  const settings: Settings = {
    ...readServerSettings(env, PORT),
    store: readStore(env),
    slack: readSlack(env),
    github: readGitHub(env),
    releases: {
      repository: env.read("RELEASE_REPOSITORY", {
        preset: "owner/name",
        parse: parseRepositoryName,
        allowed: "the release repository, as owner/name",
        guess: didYouMeanRepository,
      }),
      branch: env.text("RELEASE_BRANCH") ?? "main",
      database: env.text("DATABASE_PATH") ?? "db/db.json",
      policy: env.text("POLICY_PATH") ?? "db/policy.json",
      server: env.text("SERVER_CONFIG_PATH") ?? "db/server.yaml",
    },
    commits: commitsIn(
      env.read("GITHUB_COMMITS_PER_HOUR", {
        preset: "200",
        parse: (text) => wholeNumber(text, 20, 1_000_000),
        allowed: "a number of commits from 20 to 1000000",
      }),
    ),
    reports: {
      context: readContext(env),
      allowance: reportsIn(
        env.read("GITHUB_REPORTS_PER_HOUR", {
          preset: "300",
          parse: (text) => wholeNumber(text, 20, 100_000),
          allowed: "a number of requests from 20 to 100000",
        }),
      ),
    },
    publicUrl: env.read("PUBLIC_URL", {
      preset: `http://127.0.0.1:${PORT}`,
      parse: webAddress,
      allowed: "the address at which Slack, GitHub and browsers reach the server",
    }),
    syncEveryHours: env.read("SYNC_EVERY_HOURS", {
      preset: "24",
      parse: (text) => wholeNumber(text, 0, 720),
      allowed: "a number of hours from 1 to 720, or 0 for no sync by itself",
    }),
    registryLogins: env.text("REGISTRY_LOGINS"),
  };
  if (env.text("RELEASE_REPOSITORY") === undefined) {
    env.refuse("RELEASE_REPOSITORY is not set: name the release repository, as owner/name.");
  }
  env.check();
  return settings;
}

function readStore(env: Environment): StoreSettings {
  // It has a password.
  const url = secretText(env, "DATABASE_URL");
  if (url === undefined) return { driver: "pglite", folder: env.text("DATA_FOLDER") };
  if (!/^postgres(?:ql)?:\/\//.test(url)) {
    env.refuse("DATABASE_URL is no address of PostgreSQL: write postgres://user@host:5432/deploys.");
  }
  return { driver: "postgresql", url };
}

function readSlack(env: Environment): SlackSettings {
  const signingSecret = secretText(env, "SLACK_SIGNING_SECRET");
  const appToken = secretText(env, "SLACK_APP_TOKEN");
  if (signingSecret === undefined && appToken === undefined) {
    env.refuse(
      "Neither SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN is set: the first is for requests over HTTP, the second for Socket Mode.",
    );
  }
  return {
    botToken: needed(env, "SLACK_BOT_TOKEN", "the app's bot token, xoxb-…"),
    signingSecrets:
      signingSecret === undefined ? undefined : signingSecrets(env, "SLACK_SIGNING_SECRET", signingSecret),
    appToken,
    apiUrl: `${env.read("SLACK_API_URL", { preset: "https://slack.com/api", parse: webAddress, allowed: "an address such as https://slack.com/api" })}/`,
    allowance: updatesIn(
      env.read("SLACK_UPDATES_PER_MINUTE", {
        preset: "45",
        parse: (text) => wholeNumber(text, 1, 100_000),
        allowed: "a number of updates from 1 to 100000",
      }),
    ),
  };
}

/**
 * A quarter of them may come at once, and the rest as the minute passes. Half of that quarter is for what cannot wait. Where
 * there is but one, the next comes a little later than a minute after it.
 */
function updatesIn(minute: number): UpdateAllowance {
  const most = Math.max(1, Math.floor(minute / 4));
  return {
    name: "slack updates",
    perMinute: Math.max(0.9, minute - most),
    most,
    kept: Math.floor(most / 2),
  };
}

/**
 * A tenth of them may come at once, and the rest as the hour passes: of GitHub's 80 requests a minute and 500 an hour, the
 * others are for commits.
 */
function reportsIn(hour: number): Allowance {
  const most = Math.floor(hour / 10);
  return { name: "github reports", perMinute: (hour - most) / 60, most };
}

/** How many minutes of a burst, at its fastest, all that was saved up of an hour's commits lasts for. */
const BURST_MINUTES = 3.5;
/** Dispatches that come one after the other by chance keep none waiting. */
const UNHURRIED = 3;

/** Half of them may come in a burst, and the rest as the hour passes. */
function commitsIn(hour: number): CommitSettings {
  const most = Math.floor(hour / 2);
  return {
    minute: { name: "github commits a minute", perMinute: most / BURST_MINUTES, most: UNHURRIED },
    hour: { name: "github commits an hour", perMinute: (hour - most) / 60, most },
  };
}

function readContext(env: Environment): string {
  const template = env.text("RELEASE_STATUS_CONTEXT") ?? DEFAULT_CONTEXT;
  const problem = contextProblem(template);
  if (problem !== undefined) env.refuse(`RELEASE_STATUS_CONTEXT is ${JSON.stringify(template)}: ${problem}`);
  return template;
}

function readGitHub(env: Environment): GitHubSettings {
  const clientId = env.text("GITHUB_CLIENT_ID");
  const clientSecret = secretText(env, "GITHUB_CLIENT_SECRET");
  if ((clientId === undefined) !== (clientSecret === undefined)) {
    env.refuse(
      "Only one of GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET is set: signing in to GitHub needs both.",
    );
  }
  return {
    apiUrl: env.read("GITHUB_API_URL", {
      preset: "https://api.github.com",
      parse: webAddress,
      allowed: "an address such as https://api.github.com",
    }),
    url: env.read("GITHUB_SERVER_URL", {
      preset: "https://github.com",
      parse: webAddress,
      allowed: "an address such as https://github.com",
    }),
    login: readLogin(env),
    webhookSecrets: signingSecrets(
      env,
      "GITHUB_WEBHOOK_SECRET",
      needed(env, "GITHUB_WEBHOOK_SECRET", "the secret of the App's webhook"),
    ),
    signIn: clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret },
  };
}

function readLogin(env: Environment): GitHubLogin {
  const appId = env.text("GITHUB_APP_ID");
  if (appId !== undefined) {
    return {
      kind: "app",
      appId,
      privateKey: needed(env, "GITHUB_APP_PRIVATE_KEY", "the App's private key, PEM"),
    };
  }
  const token = secretText(env, "GITHUB_TOKEN");
  if (token === undefined) {
    env.refuse(
      "Neither GITHUB_APP_ID nor GITHUB_TOKEN is set: the server acts as a GitHub App, or for a trial with a token.",
    );
  }
  return { kind: "token", token: token ?? "" };
}

function needed(env: Environment, name: string, what: string): string {
  const value = secretText(env, name);
  if (value === undefined)
    env.refuse(`${name} is not set: it is ${what}, or ${name}_FILE names a file with it.`);
  return value ?? "";
}
