import { createPrivateKey, type KeyObject } from "node:crypto";
import { InputError } from "./input-error.ts";

const PEM = /-----BEGIN (?<label>[A-Z ]+)-----(?<body>[^]*?)-----END \k<label>-----/;
const LINE = /.{1,64}/g;

/**
 * Reads an RSA private key as people store it: PEM (PKCS#1 or PKCS#8), perhaps with its line breaks lost or written as
 * `\n`, or all of it in base64.
 * @returns PKCS#8 PEM
 * @throws InputError that never shows the value
 */
export function parsePrivateKey(input: string, value: string): string {
  const refuse = (problem: string): InputError => new InputError(input, undefined, problem);
  const { label = "", body = "" } = findPem(value) ?? {};
  if (label === "") {
    throw refuse(
      "it has no PEM block. Store the whole .pem file from the App's settings page, as it is or in base64.",
    );
  }
  if (!label.endsWith("PRIVATE KEY"))
    throw refuse(`it is a ${label}, not a private key: store the .pem file from the App's settings page.`);
  if (label.startsWith("ENCRYPTED") || body.includes("ENCRYPTED")) {
    throw refuse("it is protected by a passphrase: store it without one.");
  }
  const key = readKey(label, body);
  if (key === undefined) throw refuse("its PEM is damaged or cut off: store the whole .pem file again.");
  if (key.asymmetricKeyType !== "rsa") {
    throw refuse(
      `it is a key for ${key.asymmetricKeyType ?? "something else"}, but Apps sign with RSA: store the .pem file from the App's settings page.`,
    );
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
    // OpenSSL's reason does not help and may contain part of the key.
    return undefined;
  }
}
