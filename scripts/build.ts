/** Builds the bundles of every action and of the container image's program: `node scripts/build.ts`. The same sources give the same bytes. */
import { execFileSync } from "node:child_process";
import { renameSync, rmSync } from "node:fs";
import { actionNames } from "./generate/action-docs.ts";

run("tsc", ["-p", "tsconfig.build.json"]);
for (const folder of [...actionNames().map((name) => `actions/${name}`), "container"]) {
  // Whoever interrupts this keeps the old bundle or has the new one.
  const [entry, made, dist] = [`build/${folder}/src/main.js`, `build/${folder}/dist`, `${folder}/dist`];
  rmSync(made, { recursive: true, force: true });
  run("ncc", ["build", entry, "--out", made, "--license", "licenses.txt", "--target", "es2022", "--quiet"]);
  rmSync(dist, { recursive: true, force: true });
  renameSync(made, dist);
}

function run(command: string, args: readonly string[]): void {
  execFileSync(`node_modules/.bin/${command}`, args, { stdio: "inherit" });
}
