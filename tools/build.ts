/**
 * Builds the bundles of every action and of the container image's program: `node tools/build.ts`, or with `--check`
 * only compares them with those that are there. The same sources give the same bytes.
 */
import { execFileSync } from "node:child_process";
import { renameSync, rmSync } from "node:fs";
import { bundleFolders } from "./bundles/folders.ts";
import { differingFiles } from "./bundles/differing-files.ts";

const check = process.argv.includes("--check");

run("tsc", ["-p", "tsconfig.build.json"]);
for (const folder of bundleFolders()) {
  const [entry, made, dist] = [`build/${folder}/src/main.js`, `build/${folder}/dist`, `${folder}/dist`];
  rmSync(made, { recursive: true, force: true });
  run("ncc", ["build", entry, "--out", made, "--license", "licenses.txt", "--target", "es2022", "--quiet"]);
  if (check) compare(made, dist);
  else replace(dist, made);
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
