/**
 * Writes sandbox/github/openapi.generated.json: the operations that the sandbox serves, taken from GitHub's own
 * OpenAPI description (npm `@octokit/openapi`, 385 MB unpacked: fetched into a temporary folder, never installed).
 * Usage: npm run openapi --workspace sandbox
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { servedOperations } from "../rest/routes.ts";
import { extract } from "./extract.ts";

/** Raise it to follow GitHub. */
const VERSION = "23.0.2";
const FILE = "package/generated/api.github.com.json";
const TARGET = new URL("../openapi.generated.json", import.meta.url);

const folder = mkdtempSync(join(tmpdir(), "openapi-"));
try {
  const run = (command: string, args: string[]): string =>
    execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const packed = run("npm", ["pack", "--silent", `@octokit/openapi@${VERSION}`]).trim();
  run("tar", ["-xzf", packed, FILE]);
  const read = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), "utf8"));
  const extracted = extract(VERSION, read(FILE), servedOperations);
  writeFileSync(TARGET, `${JSON.stringify(extracted, undefined, 1)}\n`);
  console.log(`${servedOperations.length} operations of @octokit/openapi ${VERSION}`);
} finally {
  rmSync(folder, { recursive: true });
}
