import { describe, expect, test } from "@jest/globals";
import { readSettings } from "./settings.ts";

test("everything has a default, and the policy lies beside the database", () => {
  expect(readSettings({})).toEqual({
    host: "127.0.0.1",
    port: 8089,
    databasePath: "db/db.json",
    policyPath: "db/policy.json",
    historyPath: "db/history.jsonl",
    policyRequired: false,
    reloadToken: undefined,
    githubUrl: "https://github.com",
    logLevel: "info",
    drainSeconds: 5,
    trustedProxies: [],
    corsOrigins: [],
    limits: {
      connections: 2000,
      connectionsPerClient: 500,
      unreadBytes: 32 * 1024 * 1024,
      unreadBytesPerClient: 8 * 1024 * 1024,
      streams: 1000,
      streamsPerClient: 100,
    },
  });
  expect(readSettings({ DATABASE_PATH: "/config/db.json", PORT: "" })).toMatchObject({
    policyPath: "/config/policy.json",
    historyPath: "/config/history.jsonl",
    policyRequired: false,
    port: 8089,
  });
  expect(readSettings({ POLICY_PATH: "rules.json" })).toMatchObject({
    policyPath: "rules.json",
    policyRequired: true,
  });
});

test("a release repository is followed, often with a token and seldom without", () => {
  const { follow, ...settings } = readSettings({
    RELEASE_REPOSITORY: "acme/releases",
    GITHUB_TOKEN: "ghs_1",
    FOLLOW_FOLDER: "/data",
    RELEASE_DATABASE: "state/db.json",
    DATABASE_PATH: "/app/db/db.json",
  });
  expect(follow).toMatchObject({
    repository: { owner: "acme", repo: "releases" },
    branch: "main",
    apiUrl: "https://api.github.com",
    reader: { token: "ghs_1", tokenLabel: "GITHUB_TOKEN" },
    everySeconds: 5,
  });
  expect(settings).toMatchObject({
    databasePath: "/data/current/state/db.json",
    policyPath: "/data/current/db/policy.json",
    policyRequired: false,
  });
  expect(readSettings({ RELEASE_REPOSITORY: "acme/releases" }).follow).toMatchObject({
    reader: undefined,
    everySeconds: 120,
  });
  expect(readSettings({ GITHUB_TOKEN: "ghs_1" }).follow).toBeUndefined();
});

describe.each([
  [
    { RELEASE_REPOSITORY: "releases" },
    'RELEASE_REPOSITORY is "releases", but must be the release repository, as owner/name',
  ],
  [{ RELEASE_REPOSITORY: "git@github.com:acme/releases.git" }, "as owner/name (did you mean acme/releases?)"],
  [
    { RELEASE_DATABASE: "../db.json" },
    'RELEASE_DATABASE is "../db.json", but must be a path in the repository, such as db/db.json',
  ],
  [{ RELEASE_POLICY: "/etc/passwd" }, "RELEASE_POLICY is"],
  [{ FOLLOW_SECONDS: "0" }, "a number of seconds from 1 to 3600"],
  [{ GITHUB_APP_ID: "7" }, "Only one of GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY is set"],
  [{ GITHUB_APP_PRIVATE_KEY: "key" }, "Only one of GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY is set"],
  [
    { GITHUB_APP_ID: "7", GITHUB_APP_PRIVATE_KEY: "key", GITHUB_TOKEN: "ghs_1" },
    "GITHUB_APP_ID and GITHUB_TOKEN are both set",
  ],
  [{ GITHUB_TOKEN_FILE: "/nowhere" }, 'GITHUB_TOKEN_FILE is "/nowhere", which cannot be read'],
] as const)("following with %j", (env, message) => {
  test("is refused", () => {
    expect(() => readSettings({ RELEASE_REPOSITORY: "acme/releases", ...env })).toThrow(message);
  });
});

test("lists have commas between their parts", () => {
  const { trustedProxies, corsOrigins } = readSettings({
    TRUSTED_PROXIES: "10.0.0.0/8, ::1,192.0.2.7",
    CORS_ORIGINS: "https://portal.acme.dev,http://localhost:3000",
  });
  expect(trustedProxies).toEqual(["10.0.0.0/8", "::1", "192.0.2.7"]);
  expect(corsOrigins).toEqual(["https://portal.acme.dev", "http://localhost:3000"]);
});

describe.each([
  ["HOST", "a b", 'HOST is "a b", but must be an address'],
  ["PORT", "http", 'PORT is "http", but must be a port'],
  ["PORT", "65536", "PORT is"],
  ["PORT", "-1", "PORT is"],
  ["LOG_LEVEL", "loud", "one of fatal, error"],
  ["DRAIN_SECONDS", "1.5", "from 0 to 300"],
  ["UNREAD_MIB", "3", "a whole number from 4 to 4096"],
  ["CONNECTIONS", "many", "a whole number from 10 to 100000"],
  ["EVENT_STREAMS_PER_ADDRESS", "0", "a whole number from 1 to 100000"],
  ["TRUSTED_PROXIES", "10.0.0.0/33", "such as 10.0.0.0/8,192.0.2.7"],
  ["TRUSTED_PROXIES", "fd00::/129", "such as 10.0.0.0/8,192.0.2.7"],
  ["TRUSTED_PROXIES", "0.0.0.0/0", "such as 10.0.0.0/8,192.0.2.7"],
  ["TRUSTED_PROXIES", "10.0.0.1,proxy.acme.dev", "such as 10.0.0.0/8,192.0.2.7"],
  ["CORS_ORIGINS", "https://portal.acme.dev/", "such as https://portal.acme.dev, or * for all"],
  ["CORS_ORIGINS", "https://a.dev,*", "such as https://portal.acme.dev, or * for all"],
  ["GITHUB_SERVER_URL", "github.com", "such as https://github.com"],
  ["GITHUB_SERVER_URL", "javascript:alert(1)", "such as https://github.com"],
  ["GITHUB_SERVER_URL", "https://:secret@github.com", "such as https://github.com"],
  ["GITHUB_SERVER_URL", "https://github.com/#top", "such as https://github.com"],
  ["RELOAD_TOKEN", "short", "RELOAD_TOKEN has 5 characters, but must have 16 or more"],
  ["RELOAD_TOKEN", "with a space in the middle", "no header can carry"],
])("%s=%j", (name, value, message) => {
  test("is refused, and says what is allowed", () => {
    expect(() => readSettings({ [name]: value })).toThrow(message);
  });
});

test("all that is wrong is said at once, and never the token", () => {
  const read = () => readSettings({ PORT: "x", HOST: "?", RELOAD_TOKEN: "my secret" });
  expect(read).toThrow(/HOST.*\nPORT|PORT.*\nRELOAD_TOKEN/s);
  expect(read).not.toThrow(/my secret/);
});
