import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readSecret, readToken } from "./secret.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "secret-"));
  writeFileSync(join(folder, "token"), "t0\n");
  process.env["TEST_OWN_FILE"] = join(folder, "own");
});
afterAll(() => {
  delete process.env["TEST_OWN_FILE"];
  rmSync(folder, { recursive: true });
});

test("a secret is what a variable or a file has, without the line's end", () => {
  expect(readSecret("env:CLUSTER_TOKEN", { CLUSTER_TOKEN: " t1\n" })).toBe("t1");
  expect(readSecret(`file:${folder}/token`, {})).toBe("t0");
});

test.each(["env:CLUSTER_NONE", "env:CLUSTER_EMPTY", "file:/nowhere/token"])("%s is none", (reference) => {
  expect(() => readSecret(reference, { CLUSTER_EMPTY: " " })).toThrow(
    `${reference} is empty or not there: the server needs it`,
  );
});

describe("the server's own secrets go to no cluster", () => {
  const all = new Proxy({}, { get: () => "secret" });
  test.each([
    "env:DATABASE_URL",
    "env:SLACK_BOT_TOKEN",
    "env:GITHUB_APP_PRIVATE_KEY",
    "env:GITHUB_WEBHOOK_SECRET",
    "env:REGISTRY_LOGINS",
    "env:PGPASSWORD",
    "env:HTTPS_PROXY",
    "env:AWS_SECRET_ACCESS_KEY",
    "env:MY_CLUSTER_TOKEN",
    "env:CLUSTER_",
    "env:cluster_token",
    "file:/proc/self/environ",
    "file:/etc/../proc/1/environ",
    "file://proc/self/environ",
    "file:/var/run/secrets/kubernetes.io/serviceaccount/token",
  ])("%s", (reference) => {
    expect(() => readSecret(reference, all)).toThrow(
      `${reference} is not for clusters: put the secret into a variable that begins with CLUSTER_, or into a file of its own`,
    );
  });

  test("nor what a setting's file has", () => {
    expect(() => readSecret(`file:${folder}/x/../own`, {})).toThrow("is not for clusters");
    expect(readSecret("env:CLUSTER_SLACK_TOKEN", all)).toBe("secret");
  });
});

test.each(["a\nb", "a b", "tök", "a\u0000b"])("a token that no header carries is not shown: %j", (token) => {
  const env = { CLUSTER_TOKEN: `${token}\n`, CLUSTER_OTHER: "a.b-c_d=\n" };
  expect(() => readToken("env:CLUSTER_TOKEN", env)).toThrow(
    /^env:CLUSTER_TOKEN has a character that no token has: put the token alone there$/,
  );
  expect(readToken("env:CLUSTER_OTHER", env)).toBe("a.b-c_d=");
});
