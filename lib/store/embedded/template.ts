import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { step } from "../step.ts";

/**
 * A database that was just initialised, packed. Making one takes seconds, so that it is kept for the next time in
 * `$XDG_CACHE_HOME` (or `~/.cache`); where that cannot be written, it is created again each time.
 */
export async function initialisedFolder(): Promise<Blob> {
  const folder = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "release-channels");
  const path = join(folder, `pglite-${await pgliteVersion()}.tar.gz`);
  const kept = await step("template.read", () => readFile(path).catch(() => undefined));
  if (kept !== undefined && isWhole(kept)) return new Blob([kept.subarray(DIGEST_BYTES)]);
  const fresh = await initialise();
  await keep(folder, path, fresh);
  return new Blob([new Uint8Array(fresh)]);
}

const DIGEST_BYTES = 32;

/** A process that ends while it writes, or a full disk, leaves half a file. */
function isWhole(file: Buffer): boolean {
  const digest = createHash("sha256").update(file.subarray(DIGEST_BYTES)).digest();
  return digest.equals(file.subarray(0, DIGEST_BYTES));
}

async function initialise(): Promise<Buffer> {
  const database = await step("template.initialise", () => PGlite.create());
  try {
    const packed = await step("template.pack", () => database.dumpDataDir("gzip"));
    return Buffer.from(await step("template.copy", () => packed.arrayBuffer()));
  } finally {
    await step("template.close", () => database.close());
  }
}

/** If it cannot be kept, it is created again next time: nothing depends on it. */
async function keep(folder: string, path: string, packed: Buffer): Promise<void> {
  const digest = createHash("sha256").update(packed).digest();
  const draft = `${path}.${randomUUID()}`;
  try {
    await step("template.make folder", () => mkdir(folder, { recursive: true }));
    await step("template.write", () => writeFile(draft, Buffer.concat([digest, packed])));
    await step("template.keep", () => rename(draft, path));
  } catch {
    await step("template.remove draft", () => rm(draft, { force: true }).catch(() => undefined));
  }
}

async function pgliteVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  const text = await step("template.read version", () =>
    readFile(join(entry, "..", "..", "package.json"), "utf8"),
  );
  const { version }: { readonly version?: unknown } = JSON.parse(text);
  return typeof version === "string" ? version : "unknown";
}
