import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withImports } from "./imports.ts";

/** A file next to each bundle: the digests of its sources and of the bundle itself. */
export const DIGEST_FILE = "sources.sha256";

/** What besides the sources determines a bundle. */
const BUILD = ["tools/build.ts", "tsconfig.json", "tsconfig.build.json"];
const BUILD_PACKAGES = new Set(["node_modules/@vercel/ncc", "node_modules/typescript"]);

/**
 * A digest of everything that determines a bundle's bytes: its sources with all their imports, the bundled packages, and the
 * build tools. It needs no build, so it shows in milliseconds whether one is due.
 *
 * @param folder the bundle's, such as `actions/update-database`
 */
export function sourcesDigest(folder: string): string {
  const paths = [...BUILD, ...withImports([`${folder}/src/main.ts`])];
  const sources = paths.map((path) => `${path} ${sha256(readFileSync(path))}`);
  return sha256([packages(), ...sources].join("\n"));
}

/** The text of the file next to a bundle. @param dist the bundle's folder */
export function digestText(sources: string, dist: string): string {
  return `${sources}  sources\n${sha256(readFileSync(join(dist, "index.js")))}  index.js\n`;
}

/** Whether a folder's bundle was built from its current sources. */
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

/** Without the registries, which differ while their packages do not. */
function packages(): string {
  const lock: { readonly packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
    readFileSync("package-lock.json", "utf8"),
  );
  return Object.entries(lock.packages)
    .filter(([path, { dev, optional }]) => BUILD_PACKAGES.has(path) || (dev !== true && optional !== true))
    .map(([path, { version, integrity }]) => `${path} ${version} ${integrity}`)
    .join("\n");
}
