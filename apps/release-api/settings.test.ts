import { describe, expect, test } from "@jest/globals";
import { readSettings } from "./settings.ts";

test("everything has a default, and the policy lies beside the database", () => {
  expect(readSettings({})).toEqual({
    host: "127.0.0.1",
    port: 8089,
    databasePath: "db/db.json",
    policyPath: "db/policy.json",
    reloadToken: undefined,
    githubUrl: "https://github.com",
    logLevel: "info",
    drainSeconds: 5,
  });
  expect(readSettings({ DATABASE_PATH: "/config/db.json", PORT: "" })).toMatchObject({
    policyPath: "/config/policy.json",
    port: 8089,
  });
});

describe.each([
  ["HOST", "a b", 'HOST is "a b", but must be an address'],
  ["PORT", "http", 'PORT is "http", but must be a port'],
  ["PORT", "65536", "PORT is"],
  ["PORT", "-1", "PORT is"],
  ["LOG_LEVEL", "loud", "one of fatal, error"],
  ["DRAIN_SECONDS", "1.5", "from 0 to 300"],
  ["GITHUB_SERVER_URL", "github.com", "such as https://github.com"],
  ["GITHUB_SERVER_URL", "javascript:alert(1)", "such as https://github.com"],
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
