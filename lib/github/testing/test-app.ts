import { generateKeyPairSync } from "node:crypto";
import type { App } from "../client.ts";

/** An App with a key of its own. */
export function testApp(): App {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  return { appId: "7", privateKey };
}
