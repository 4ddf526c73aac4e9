/** Assembles the contents of the release API's image in build/release-api: `node tools/build-api.ts`. */
import { execFileSync } from "node:child_process";
import { cpSync, renameSync, rmSync } from "node:fs";

const OUT = "build/release-api";

run("tsc", ["-p", "tsconfig.build.json"]);
rmSync(OUT, { recursive: true, force: true });
for (const name of ["main", "healthcheck"]) {
  const out = `${OUT}/${name}`;
  run("ncc", [
    "build",
    `build/apps/release-api/${name}.js`,
    "--out",
    out,
    "--license",
    "licenses.txt",
    "--target",
    "es2022",
    "--quiet",
  ]);
}
// The dashboard's files are next to the program that serves them.
cpSync("apps/release-api/dashboard", `${OUT}/main/dashboard`, {
  recursive: true,
  filter: (path) => !/\.test\.ts$|tsconfig\.json$/.test(path),
});
cpSync("lib/http/look", `${OUT}/main/look`, {
  recursive: true,
  filter: (path) => !path.endsWith(".ts"),
});
cpSync("db", `${OUT}/db`, { recursive: true });
renameSync(`${OUT}/main`, `${OUT}/server`);

function run(command: string, args: readonly string[]): void {
  execFileSync(`node_modules/.bin/${command}`, args, { stdio: "inherit" });
}
