import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withImports } from "./imports.ts";

/** Beside a bundle: the digests of what it was built from and of itself. */
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
  const paths = [...BUILD, ...withImports([`${folder}/src/main.ts`])];
  const sources = paths.map((path) => `${path} ${sha256(readFileSync(path))}`);
  return sha256([packages(), ...sources].join("\n"));
}

/** The text of the file beside a bundle. @param dist the bundle's folder */
export function digestText(sources: string, dist: string): string {
  return `${sources}  sources\n${sha256(readFileSync(join(dist, "index.js")))}  index.js\n`;
}

/** Whether a folder's bundle is what was built from its sources as they are now. */
export function isBuilt(folder: string): boolean {
  const dist = join(folder, "dist");
  const built = ["index.js", DIGEST_FILE].every((file) => existsSync(join(dist, file)));
  return built && readFileSync(join(dist, DIGEST_FILE), "utf8") === digestText(sourcesDigest(folder), dist);
}

const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

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
