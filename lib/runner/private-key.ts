import { createPrivateKey, type KeyObject } from "node:crypto";
import { InputError } from "./input-error.ts";

const PEM = /-----BEGIN (?<label>[A-Z ]+)-----(?<body>[^]*?)-----END \k<label>-----/;
const LINE = /.{1,64}/g;

/**
 * An RSA private key from an input, as people store it: PEM (PKCS#1 or PKCS#8), its line breaks perhaps lost or
 * written as `\n`, or all of it in base64.
 * @returns PKCS#8 PEM
 * @throws InputError, which never shows the value
 */
export function parsePrivateKey(input: string, value: string): string {
  const refuse = (problem: string): InputError => new InputError(input, undefined, problem);
  const { label = "", body = "" } = findPem(value) ?? {};
  if (label === "") {
    throw refuse(
      "it holds no PEM block. Store the whole .pem file that the App's page gave you, as it is or in base64.",
    );
  }
  if (!label.endsWith("PRIVATE KEY")) throw refuse(`it holds a ${label} and not a private key.`);
  if (label.startsWith("ENCRYPTED") || body.includes("ENCRYPTED")) {
    throw refuse("it is protected by a passphrase: store it without one.");
  }
  const key = readKey(label, body);
  if (key === undefined) throw refuse("its PEM is damaged or cut off: store the whole .pem file again.");
  if (key.asymmetricKeyType !== "rsa") {
    throw refuse(`it is a key for ${key.asymmetricKeyType ?? "something else"}, and Apps sign with RSA.`);
  }
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

interface Pem {
  readonly label?: string;
  readonly body?: string;
}

function findPem(value: string): Pem | undefined {
  const text = withLineBreaks(value);
  const decoded = withLineBreaks(Buffer.from(text, "base64").toString("latin1"));
  return PEM.exec(text)?.groups ?? PEM.exec(decoded)?.groups;
}

function withLineBreaks(text: string): string {
  return text.replaceAll(/\\[rn]/g, "\n");
}

function readKey(label: string, body: string): KeyObject | undefined {
  const lines = body.replaceAll(/\s/g, "").match(LINE) ?? [];
  try {
    return createPrivateKey([`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join("\n"));
  } catch {
    // OpenSSL's reason would not help, and may hold a part of the key.
    return undefined;
  }
}
