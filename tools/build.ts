/**
 * Builds the bundles of all actions and of the action image's program, or of the named ones:
 * `node tools/build.ts [update-database action-image …]`. With `--changed`, it builds only those whose sources have changed,
 * without checking types. With `--check`, it builds them only to compare them with the existing ones. The same sources give
 * the same bytes.
 */
import { execFileSync } from "node:child_process";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { differingFiles } from "./bundles/differing-files.ts";
import { bundleFolders } from "./bundles/folders.ts";
import { DIGEST_FILE, digestText, isBuilt, sourcesDigest } from "./bundles/sources.ts";

const options = new Set(process.argv.slice(2).filter((word) => word.startsWith("--")));
const names = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const [check, changed] = [options.delete("--check"), options.delete("--changed")];
if (options.size > 0) refuse(`There is no option ${[...options].join(", ")}: use --changed or --check.`);

const folders = chosen().filter((folder) => !changed || !isBuilt(folder));
if (folders.length > 0) {
  if (!changed) console.error("Checking the types …");
  run("tsc", ["-p", "tsconfig.build.json", ...(changed ? ["--noCheck"] : [])]);
}
for (const [index, folder] of folders.entries()) {
  console.error(`${doing(folder)} (${index + 1} of ${folders.length}) …`);
  const [entry, made, dist] = [`build/${folder}/src/main.js`, `build/${folder}/dist`, `${folder}/dist`];
  rmSync(made, { recursive: true, force: true });
  const digest = sourcesDigest(folder);
  run("ncc", ["build", entry, "--out", made, "--license", "licenses.txt", "--target", "es2022", "--quiet"]);
  writeFileSync(`${made}/${DIGEST_FILE}`, digestText(digest, made));
  if (check) compare(made, dist);
  else replace(dist, made);
}

function chosen(): readonly string[] {
  const all = bundleFolders();
  const known = all.map((folder) => basename(folder));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) refuse(`There is no bundle ${unknown.join(", ")}: use ${known.join(", ")}.`);
  return all.filter((folder) => names.length === 0 || names.includes(basename(folder)));
}

function doing(folder: string): string {
  if (check) return `Comparing ${folder}/dist with its sources`;
  return `Building ${folder}/dist${changed ? " from its changed sources" : ""}`;
}

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

function compare(made: string, dist: string): void {
  const files = differingFiles(made, dist);
  if (files.length === 0) return;
  console.error(`${dist} does not match its sources: ${files.join(", ")}`);
  process.exitCode = 1;
}

/** An interruption leaves either the old bundle or the new one. */
function replace(dist: string, made: string): void {
  rmSync(dist, { recursive: true, force: true });
  renameSync(made, dist);
}

function run(command: string, args: readonly string[]): void {
  execFileSync(`node_modules/.bin/${command}`, args, { stdio: "inherit" });
}
