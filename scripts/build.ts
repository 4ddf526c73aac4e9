/** Builds the bundles of every action and of the container image's program: `node scripts/build.ts`. The same sources give the same bytes. */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { actionNames } from "./generate/action-docs.ts";

run("tsc", ["-p", "tsconfig.build.json"]);
for (const folder of [...actionNames().map((name) => `actions/${name}`), "container"]) {
  const dist = `${folder}/dist`;
  rmSync(dist, { recursive: true, force: true });
  const entry = `build/${folder}/src/main.js`;
  run("ncc", ["build", entry, "--out", dist, "--license", "licenses.txt", "--target", "es2022", "--quiet"]);
}

function run(command: string, args: readonly string[]): void {
  execFileSync(`node_modules/.bin/${command}`, args, { stdio: "inherit" });
}
