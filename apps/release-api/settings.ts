import { dirname, join } from "node:path";
import { Environment, webAddress } from "../../lib/http/environment.ts";
import { readServerSettings, type ServerSettings } from "../../lib/http/settings.ts";
import { keptPath } from "./follow/kept-files.ts";
import { readFollow, type FollowSettings } from "./follow/settings.ts";

/** The server's settings, from its environment. */
export interface Settings extends ServerSettings {
  /** Undefined: the files on disk are served. */
  readonly follow: FollowSettings | undefined;
  readonly databasePath: string;
  readonly policyPath: string;
  /** The file that is made from git with each image; it need not exist. */
  readonly historyPath: string;
  /** Whether it was named, and so has to be there: without a policy, everything is allowed. */
  readonly policyRequired: boolean;
  /** Undefined: only the machine itself may reload. */
  readonly reloadToken: string | undefined;
  /** The address that the dashboard's links to commits and runs begin with, without a trailing slash. */
  readonly githubUrl: string;
}

const PORT = 8089;
/** Shorter tokens can be guessed. */
const TOKEN_LENGTH = 16;

/** @throws SettingsError that names every invalid variable */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const env = new Environment(variables);
  const follow = readFollow(env);
  const settings: Settings = {
    ...readServerSettings(env, PORT),
    follow,
    ...(follow === undefined ? readPaths(env) : keptPaths(follow)),
    historyPath: env.text("HISTORY_PATH") ?? join(dirname(databaseOf(env)), "history.jsonl"),
    reloadToken: readToken(env),
    githubUrl: env.read("GITHUB_SERVER_URL", {
      preset: "https://github.com",
      parse: webAddress,
      allowed: "an address such as https://github.com",
    }),
  };
  env.check();
  return settings;
}

type Paths = Pick<Settings, "databasePath" | "policyPath" | "policyRequired">;

function databaseOf(env: Environment): string {
  return env.text("DATABASE_PATH") ?? "db/db.json";
}

function readPaths(env: Environment): Paths {
  const databasePath = databaseOf(env);
  const policyPath = env.text("POLICY_PATH");
  return {
    databasePath,
    policyPath: policyPath ?? join(dirname(databasePath), "policy.json"),
    policyRequired: policyPath !== undefined,
  };
}

function keptPaths({ folder, database, policy }: FollowSettings): Paths {
  return {
    databasePath: keptPath(folder, database),
    policyPath: keptPath(folder, policy),
    policyRequired: false,
  };
}

/** Never shows the token in a message. */
function readToken(env: Environment): string | undefined {
  const token = env.text("RELOAD_TOKEN");
  if (token === undefined) return undefined;
  if (!/^[\x21-\x7e]+$/.test(token)) {
    env.refuse(
      "RELOAD_TOKEN contains a space, a line break or a character that no header can carry: use letters and digits.",
    );
  } else if (token.length < TOKEN_LENGTH) {
    env.refuse(
      `RELOAD_TOKEN has ${token.length} characters, but must have ${TOKEN_LENGTH} or more: generate one with openssl rand -hex 32.`,
    );
  }
  return token;
}
