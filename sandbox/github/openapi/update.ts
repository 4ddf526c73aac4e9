/**
 * Writes sandbox/github/openapi.generated.json and webhooks.generated.json: the operations that the sandbox serves and
 * the webhooks that it sends, taken from GitHub's own OpenAPI descriptions (npm `@octokit/openapi`, 385 MB unpacked, and
 * `@octokit/openapi-webhooks`: fetched into a temporary folder, never installed).
 * Usage: npm run openapi --workspace sandbox
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fieldsIn } from "../../narrow.ts";
import { servedOperations } from "../rest/routes.ts";
import { SENT_WEBHOOKS } from "../webhooks/sent.ts";
import { extract } from "./extract.ts";

/** Raise them to follow GitHub. */
const VERSION = "23.0.2";
const WEBHOOKS_VERSION = "12.1.0";
const FILE = "package/generated/api.github.com.json";

const folder = mkdtempSync(join(tmpdir(), "openapi-"));
try {
  const operations = extract(VERSION, fetchDescription(`@octokit/openapi@${VERSION}`), servedOperations);
  write("openapi.generated.json", operations);
  console.log(`${servedOperations.length} operations of @octokit/openapi ${VERSION}`);
  const { webhooks, components } = fetchDescription(`@octokit/openapi-webhooks@${WEBHOOKS_VERSION}`);
  write("webhooks.generated.json", extract(WEBHOOKS_VERSION, { paths: webhooks, components }, SENT_WEBHOOKS));
  console.log(`${SENT_WEBHOOKS.length} webhooks of @octokit/openapi-webhooks ${WEBHOOKS_VERSION}`);
} finally {
  rmSync(folder, { recursive: true });
}

function fetchDescription(packageName: string): Readonly<Record<string, unknown>> {
  const run = (command: string, args: string[]): string =>
    execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const packed = run("npm", ["pack", "--silent", packageName]).trim();
  run("tar", ["-xzf", packed, FILE]);
  return fieldsIn(JSON.parse(readFileSync(join(folder, FILE), "utf8")));
}

function write(name: string, content: unknown): void {
  writeFileSync(new URL(`../${name}`, import.meta.url), `${JSON.stringify(content, undefined, 1)}\n`);
}
