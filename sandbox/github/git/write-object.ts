import { createHash, randomUUID } from "node:crypto";
import { access, mkdir, rename, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { constants, deflate } from "node:zlib";
import type { GitObject } from "./objects.ts";

const compress = promisify(deflate);

/**
 * Writes a loose object as git does (gitformat-loose(5)): a commit would otherwise take a process for each of its blobs,
 * trees and itself, and tests make thousands. It is there in whole or not at all.
 * @returns its oid, 40 hex
 */
export async function writeObject(
  gitDir: string,
  type: GitObject["type"],
  content: Uint8Array,
): Promise<string> {
  const bytes = Buffer.concat([Buffer.from(`${type} ${content.byteLength}\0`), content]);
  const oid = createHash("sha1").update(bytes).digest("hex");
  const folder = `${gitDir}/objects/${oid.slice(0, 2)}`;
  const file = `${folder}/${oid.slice(2)}`;
  if (await exists(file)) return oid;
  await mkdir(folder, { recursive: true });
  const unfinished = `${folder}/tmp_obj_${randomUUID()}`;
  await writeFile(unfinished, await compress(bytes, { level: constants.Z_BEST_SPEED }), { mode: 0o444 });
  await rename(unfinished, file);
  return oid;
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
