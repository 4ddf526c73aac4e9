/**
 * Seals stdin for a public key, as GitHub takes secrets (libsodium's sealed box), and prints it in base64. Plain
 * JavaScript: it runs on Node 20, without a build.
 * Usage: node scripts/setup/seal-secret.mjs <public key in base64> < secret
 */
import { readFileSync } from "node:fs";
import sodium from "libsodium-wrappers";

await sodium.ready;
const [, , key = ""] = process.argv;
if (key !== "--check") {
  const secret = readFileSync(0);
  const sealed = sodium.crypto_box_seal(secret, Buffer.from(key, "base64"));
  process.stdout.write(Buffer.from(sealed).toString("base64"));
}
