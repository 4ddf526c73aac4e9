import { createHmac } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { isSigned, parseSigningSecrets } from "./signing-secrets.ts";

test.each([
  ["one", ["one"]],
  ["new\nold", ["new", "old"]],
  ["  new \r\n\n old\n", ["new", "old"]],
  ["with spaces in it\nold", ["with spaces in it", "old"]],
  ["", undefined],
  [" \n ", undefined],
  ["a\nb\nc", undefined],
])("%j are the secrets %j", (text, secrets) => {
  expect(parseSigningSecrets(text)).toEqual(secrets);
});

describe("a body that is signed", () => {
  const BODY = '{"zen":"Anything added dilutes everything else."}';
  const signed = (secret: string): string =>
    `sha256=${createHmac("sha256", secret).update(BODY).digest("hex")}`;

  test.each([
    ["with the new secret", signed("new"), true],
    ["with the one before", signed("old"), true],
    ["with one before that", signed("older"), false],
    ["with both as one", signed("new\nold"), false],
    ["with none", "", false],
    ["in another way", signed("new").replace("sha256=", "sha1="), false],
  ])("%s: %j is %j", async (_how, signature, isTaken) => {
    expect(await isSigned(["new", "old"], BODY, signature)).toBe(isTaken);
  });
});
