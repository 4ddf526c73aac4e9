import { dirname, join } from "node:path";

/** What the server is told by its environment. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly databasePath: string;
  /** A policy that is not there allows everything. */
  readonly policyPath: string;
  /** Undefined: only the machine itself may reload. */
  readonly reloadToken: string | undefined;
  /** Where the dashboard's links to commits and runs lead, without a slash at the end. */
  readonly githubUrl: string;
  readonly logLevel: string;
  /** How long a server that was told to stop goes on answering, so that nobody is sent to it in vain. */
  readonly drainSeconds: number;
}

/** What is wrong with the environment, one line for each variable. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];
/** Shorter ones can be guessed. */
const TOKEN_LENGTH = 16;

/** @throws SettingsError that names every variable that cannot be used */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const problems: string[] = [];
  const read = <T>(
    name: string,
    preset: string,
    parse: (text: string) => T | undefined,
    allowed: string,
  ): T => {
    const text = env[name] ?? "";
    const value = parse(text === "" ? preset : text);
    if (value === undefined) problems.push(`${name} is ${JSON.stringify(text)}, but must be ${allowed}.`);
    return value as T;
  };
  const databasePath = env["DATABASE_PATH"] || "db/db.json";
  const settings: Settings = {
    host: read("HOST", "127.0.0.1", host, "an address to listen on, such as 127.0.0.1, 0.0.0.0 or ::"),
    port: read(
      "PORT",
      "8089",
      (text) => wholeNumber(text, 65_535),
      "a port: 1 to 65535, or 0 for any free one",
    ),
    databasePath,
    policyPath: env["POLICY_PATH"] || join(dirname(databasePath), "policy.json"),
    reloadToken: readToken(env["RELOAD_TOKEN"], problems),
    githubUrl: read(
      "GITHUB_SERVER_URL",
      "https://github.com",
      webAddress,
      "an address such as https://github.com",
    ),
    logLevel: read(
      "LOG_LEVEL",
      "info",
      (text) => LOG_LEVELS.find((level) => level === text),
      `one of ${LOG_LEVELS.join(", ")}`,
    ),
    drainSeconds: read(
      "DRAIN_SECONDS",
      "5",
      (text) => wholeNumber(text, 300),
      "a number of seconds from 0 to 300",
    ),
  };
  if (problems.length > 0) throw new SettingsError(problems.join("\n"));
  return settings;
}

/** The token itself never appears in a message. */
function readToken(token: string | undefined, problems: string[]): string | undefined {
  if (token === undefined || token === "") return undefined;
  if (!/^[\x21-\x7e]+$/.test(token)) {
    problems.push("RELOAD_TOKEN holds a space, a line break or a character that no header can carry.");
  } else if (token.length < TOKEN_LENGTH) {
    problems.push(
      `RELOAD_TOKEN has ${token.length} characters, but must have ${TOKEN_LENGTH} or more: openssl rand -hex 32 makes one.`,
    );
  }
  return token;
}

function wholeNumber(text: string, most: number): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= most ? Number(text) : undefined;
}

function host(text: string): string | undefined {
  return /^[A-Za-z0-9.:_%-]+$/.test(text) ? text : undefined;
}

function webAddress(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const usable =
    url !== undefined && /^https?:$/.test(url.protocol) && url.search === "" && url.username === "";
  return usable ? url.href.replace(/\/+$/, "") : undefined;
}
