import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { credentialsUnlessFork, readCredentials, requireCredentials } from "./credentials.ts";

const KEY = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey;
const NAMES = ["token", "app-id", "private-key", "installation-id"];

const give = (inputs: Record<string, string>): void => {
  for (const [name, value] of Object.entries(inputs)) process.env[`INPUT_${name.toUpperCase()}`] = value;
};

// The toolkit masks by a line on stdout.
let masked: string[];
beforeEach(() => {
  masked = [];
  jest.spyOn(process.stdout, "write").mockImplementation((line) => {
    const [, secret] = /^::add-mask::(.*)/.exec(String(line)) ?? [];
    if (secret !== undefined) masked.push(decodeURIComponent(secret));
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  for (const name of NAMES) delete process.env[`INPUT_${name.toUpperCase()}`];
});

describe("who acts", () => {
  test("is a token's owner", () => {
    give({ token: "ghp_1" });
    expect(readCredentials()).toEqual({ token: "ghp_1", tokenLabel: 'the token of input "token"' });
    expect(masked).toEqual(["ghp_1"]);
  });

  test.each([
    ["12345", undefined, undefined],
    ["Iv23liABCdef12345678", "87654321", 87_654_321],
    ["Iv1.0123456789abcdef", "1", 1],
  ])("is App %s where one is given, beside a token too", (appId, installation, installationId) => {
    give({ token: "ghs_default", "app-id": appId, "private-key": KEY });
    if (installation !== undefined) give({ "installation-id": installation });
    expect(readCredentials()).toEqual({ appId, privateKey: KEY, installationId });
    expect(masked).toContain(KEY);
    expect(masked).toContain("ghs_default");
  });

  test("is nobody where nothing is given", () => {
    expect(readCredentials()).toBeUndefined();
    expect(() => requireCredentials("statuses: write")).toThrow(
      "Input token is empty: give a token with statuses: write, or app-id and private-key of a GitHub App that has that permission.",
    );
  });

  test.each([
    [{ "private-key": KEY }, "Input app-id is empty: give it together with private-key."],
    [{ "installation-id": "1" }, "Input app-id is empty: give it together with installation-id."],
    [
      { "app-id": "12345" },
      "Input private-key is empty: give the private key of App 12345. It is empty if the secret is not set",
    ],
    [
      { "app-id": "my-app", "private-key": KEY },
      'Input app-id is "my-app": give the App\'s id (12345) or client id',
    ],
    [
      { "app-id": "1", "private-key": KEY, "installation-id": "acme" },
      'Input installation-id is "acme": the number',
    ],
    [
      { "app-id": "1", "private-key": KEY, "installation-id": "1.2e+7" },
      'Input installation-id is "1.2e+7": the number',
    ],
  ])("is told when %o does not say it", (inputs, message) => {
    give(inputs);
    expect(() => readCredentials()).toThrow(message);
  });
});

describe("in the run of a fork's pull request", () => {
  const app = { appId: "12345", privateKey: KEY };
  const token = { token: "ghs_default" };
  test.each([
    ["nothing", {}, undefined],
    ["a token", token, token],
    ["an App", { "app-id": "12345", "private-key": KEY }, app],
    ["an App beside a token", { ...token, "app-id": "12345", "private-key": KEY }, app],
    ["an App whose key the fork does not get", { "app-id": "12345" }, undefined],
    ["an App whose key the fork does not get, beside a token", { ...token, "app-id": "12345" }, undefined],
  ])("%s acts as far as it is there", (_what, inputs, expected) => {
    give(inputs);
    const found = credentialsUnlessFork("statuses: write", "eve/my-app");
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(expected);
  });

  test("another run does not do without", () => {
    expect(() => credentialsUnlessFork("statuses: write", undefined)).toThrow("Input token is empty");
    give({ ...token, "app-id": "12345" });
    expect(() => credentialsUnlessFork("statuses: write", undefined)).toThrow("Input private-key is empty");
  });
});
