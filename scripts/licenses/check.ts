/** Fails when a bundle has a package in it whose license is not allowed: `node scripts/licenses/check.ts`. */
import { globSync, readFileSync } from "node:fs";
import { licenseProblems } from "./bundled.ts";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
  readonly packages: Readonly<Record<string, unknown>>;
};
const known = new Set(Object.keys(lock.packages).map((path) => path.split("node_modules/").at(-1) ?? ""));
known.delete("");

const files = globSync("actions/*/dist/licenses.txt");
const problems = files.flatMap((file) => licenseProblems(file, readFileSync(file, "utf8"), known));
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`All packages in ${files.length} bundles have licenses that are allowed.`);
