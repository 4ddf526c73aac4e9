import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";

const BLOCK = 512;

/**
 * A folder as a tar archive that depends on names, contents and executability only, so that the same files always
 * have the same digest. `.git` stays out.
 */
export async function tarOf(folder: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const path of (await filesIn(folder, "")).toSorted()) {
    const absolute = join(folder, path);
    const info = await lstat(absolute);
    if (info.isSymbolicLink()) {
      parts.push(header(path, 0, 0o777, "2", await readlink(absolute)));
      continue;
    }
    const content = await readFile(absolute);
    const mode = (info.mode & 0o100) === 0 ? 0o644 : 0o755;
    parts.push(header(path, content.length, mode, "0", ""), content, padding(content.length));
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]);
}

async function filesIn(folder: string, prefix: string): Promise<string[]> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  const nested = entries
    .filter(({ name }) => prefix !== "" || name !== ".git")
    .map(async (entry) => {
      const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
      return entry.isDirectory() ? await filesIn(folder, path) : [path];
    });
  return (await Promise.all(nested)).flat();
}

function padding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

/** A ustar header; numbers are octal. */
function header(path: string, size: number, mode: number, type: "0" | "2", link: string): Buffer {
  const bytes = Buffer.alloc(BLOCK);
  const { name, prefix } = splitPath(path);
  if (Buffer.byteLength(link) > 100)
    throw new Error(`the link of ${path} is too long for the sandbox's archive`);
  bytes.write(name, 0);
  bytes.write(octal(mode, 7), 100);
  bytes.write(octal(0, 7), 108);
  bytes.write(octal(0, 7), 116);
  bytes.write(octal(size, 11), 124);
  bytes.write(octal(0, 11), 136);
  bytes.write(" ".repeat(8), 148);
  bytes.write(type, 156);
  bytes.write(link, 157);
  bytes.write("ustar\u000000", 257);
  bytes.write(prefix, 345);
  const checksum = bytes.reduce((sum, byte) => sum + byte, 0);
  bytes.write(`${octal(checksum, 6)}\0 `, 148);
  return bytes;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}

/** A long path is kept in two parts, split at a slash. */
function splitPath(path: string): { readonly name: string; readonly prefix: string } {
  if (Buffer.byteLength(path) <= 100) return { name: path, prefix: "" };
  for (let at = path.indexOf("/"); at !== -1; at = path.indexOf("/", at + 1)) {
    const prefix = path.slice(0, at);
    const name = path.slice(at + 1);
    if (Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155) return { name, prefix };
  }
  throw new Error(`the path ${path} is too long for the sandbox's archive`);
}
