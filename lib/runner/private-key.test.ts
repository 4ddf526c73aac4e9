import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { parsePrivateKey } from "./private-key.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PKCS1 = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const PKCS8 = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const EC = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const wrapped = (text: string): string => text.replaceAll(/.{76}/g, "$&\n");
const locked = (type: "pkcs1" | "pkcs8"): string =>
  privateKey.export({ type, format: "pem", cipher: "aes-256-cbc", passphrase: "x" }).toString();

describe("a private key", () => {
  test.each([
    ["as GitHub gives it", PKCS1],
    ["in PKCS#8", PKCS8],
    ["with Windows line breaks", PKCS1.replaceAll("\n", "\r\n")],
    ["with line breaks written out", PKCS1.replaceAll("\n", "\\n")],
    ["with Windows line breaks written out", PKCS8.replaceAll("\n", "\\r\\n")],
    ["with its line breaks turned into spaces", PKCS1.replaceAll("\n", " ")],
    ["on one line", PKCS8.replaceAll("\n", "")],
    ["in quotes", `"${PKCS1.replaceAll("\n", "\\n")}"`],
    ["indented, after other text", `key: |\n${PKCS1.replaceAll(/^/gm, "  ")}`],
    ["in base64", base64(PKCS1)],
    ["in base64 of several lines", wrapped(base64(PKCS8))],
    ["in base64 of one line, with line breaks written out", base64(PKCS1.replaceAll("\n", "\\n"))],
  ])("%s is read", (_name, text) => {
    expect(parsePrivateKey("private-key", text)).toBe(PKCS8);
    expect(createPrivateKey(parsePrivateKey("private-key", text)).equals(privateKey)).toBe(true);
  });

  test.each([
    ["a word", "hunter2", "it has no PEM block."],
    ["base64 of something else", base64("hunter2 hunter2"), "it has no PEM block."],
    ["its first line alone", PKCS1.split("\n")[0]!, "it has no PEM block."],
    ["its first half", PKCS1.slice(0, 800), "it has no PEM block."],
    ["a gap", PKCS1.replace(/\n.{64}\n/, "\n"), "its PEM is damaged or cut off"],
    ["a wrong label", PKCS1.replaceAll("RSA ", "OPENSSH "), "its PEM is damaged or cut off"],
    [
      "the public half",
      publicKey.export({ type: "spki", format: "pem" }).toString(),
      "it is a PUBLIC KEY, not a private key: store the .pem file from the App's settings page.",
    ],
    ["a passphrase", locked("pkcs8"), "it is protected by a passphrase"],
    ["a passphrase of the old form", locked("pkcs1"), "it is protected by a passphrase"],
    [
      "another algorithm",
      EC.export({ type: "pkcs8", format: "pem" }).toString(),
      "it is a key for ec, but Apps sign with RSA: store the .pem file from the App's settings page.",
    ],
  ])("with %s is refused without being shown", (_name, text, message) => {
    const parse = () => parsePrivateKey("private-key", text);
    expect(parse).toThrow(`Input private-key cannot be used: ${message}`);
    const secrets = text.replaceAll(/-----[A-Z ]+-----/g, "").match(/[\w+/=]{7,}/g) ?? [];
    for (const secret of secrets) expect(parse).not.toThrow(secret);
  });
});
