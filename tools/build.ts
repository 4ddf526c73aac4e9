/**
 * Builds the bundles of every action and of the action image's program, or of those that are named:
 * `node tools/build.ts [update-database action-image …]`. With `--check` it only compares them with those that are there.
 * The same sources give the same bytes.
 */
import { execFileSync } from "node:child_process";
import { renameSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { bundleFolders } from "./bundles/folders.ts";
import { differingFiles } from "./bundles/differing-files.ts";

const [check, names] = [
  process.argv.includes("--check"),
  process.argv.slice(2).filter((word) => word !== "--check"),
];

run("tsc", ["-p", "tsconfig.build.json"]);
for (const folder of chosen()) {
  const [entry, made, dist] = [`build/${folder}/src/main.js`, `build/${folder}/dist`, `${folder}/dist`];
  rmSync(made, { recursive: true, force: true });
  run("ncc", ["build", entry, "--out", made, "--license", "licenses.txt", "--target", "es2022", "--quiet"]);
  if (check) compare(made, dist);
  else replace(dist, made);
}

function chosen(): readonly string[] {
  const folders = bundleFolders();
  const known = folders.map((folder) => basename(folder));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`There is no bundle ${unknown.join(", ")}: choose of ${known.join(", ")}.`);
    process.exit(2);
  }
  return folders.filter((folder) => names.length === 0 || names.includes(basename(folder)));
}

function compare(made: string, dist: string): void {
  const files = differingFiles(made, dist);
  if (files.length === 0) return;
  console.error(`${dist} is not what its sources build to: ${files.join(", ")}`);
  process.exitCode = 1;
}

/** Whoever interrupts this keeps the old bundle or has the new one. */
function replace(dist: string, made: string): void {
  rmSync(dist, { recursive: true, force: true });
  renameSync(made, dist);
}

function run(command: string, args: readonly string[]): void {
  execFileSync(`node_modules/.bin/${command}`, args, { stdio: "inherit" });
}
