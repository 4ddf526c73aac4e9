/** Fails when a bundle has a package in it whose license is not allowed: `node tools/licenses/check.ts`. */
import { existsSync, readFileSync } from "node:fs";
import { bundleFolders } from "../bundles/folders.ts";
import { bundleProblems } from "./bundled.ts";

const lock: { readonly packages: Readonly<Record<string, unknown>> } = JSON.parse(
  readFileSync("package-lock.json", "utf8"),
);
const known = new Set(Object.keys(lock.packages).map((path) => path.split("node_modules/").at(-1) ?? ""));
known.delete("");

const dists = bundleFolders().map((folder) => `${folder}/dist`);
const problems = dists.flatMap((dist) => {
  const licenses = `${dist}/licenses.txt`;
  return bundleProblems(
    dist,
    {
      bundle: readFileSync(`${dist}/index.js`, "utf8"),
      licenses: existsSync(licenses) ? readFileSync(licenses, "utf8") : undefined,
    },
    known,
  );
});
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`All packages in ${dists.length} bundles have licenses that are allowed.`);
