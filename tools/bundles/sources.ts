import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withImports } from "./imports.ts";

/** Beside a bundle: the digest of what it was built from. */
export const DIGEST_FILE = "sources.sha256";

/** What decides how sources become a bundle, the sources themselves apart. */
const BUILD = ["tools/build.ts", "tsconfig.json", "tsconfig.build.json"];
const BUILD_PACKAGES = new Set(["node_modules/@vercel/ncc", "node_modules/typescript"]);

/**
 * A digest of what decides a bundle's bytes: its sources with all that they import, the packages that come into bundles,
 * and the tools that build them. It needs no build, so it tells in milliseconds whether one is due.
 *
 * @param folder the bundle's, such as `actions/update-database`
 */
export function sourcesDigest(folder: string): string {
  const digest = createHash("sha256").update(packages());
  for (const path of [...BUILD, ...withImports([`${folder}/src/main.ts`])])
    digest.update(`\n${path} ${createHash("sha256").update(readFileSync(path)).digest("hex")}`);
  return digest.digest("hex");
}

/** Whether a folder's bundle was built from what its sources are now. */
export function isBuilt(folder: string): boolean {
  try {
    return readFileSync(join(folder, "dist", DIGEST_FILE), "utf8").trim() === sourcesDigest(folder);
  } catch {
    return false;
  }
}

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

/** Not where they come from: registries differ, and their packages do not. */
function packages(): string {
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  return Object.entries(lock.packages)
    .filter(([path, { dev, optional }]) => BUILD_PACKAGES.has(path) || (dev !== true && optional !== true))
    .map(([path, { version, integrity }]) => `${path} ${version} ${integrity}`)
    .join("\n");
}
