import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { InvalidDocument } from "../../../lib/releases/documents/problem.ts";

/** A file's content. */
export interface FileBytes {
  /** For messages. */
  readonly path: string;
  /** UTF-8; undefined if there is no such file. */
  readonly bytes: Buffer | undefined;
}

/** Ten times the size of 50,000 releases; JavaScript strings cannot exceed 512 MiB. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Reads a whole file.
 * @throws InvalidDocument if it cannot be read or is not UTF-8
 */
export function readTextFile(path: string): FileBytes {
  const bytes = readBytes(path);
  if (bytes !== undefined && !isUtf8(bytes)) throw refusal(path, "it is not UTF-8");
  return { path, bytes };
}

function readBytes(path: string): Buffer | undefined {
  try {
    const { size } = statSync(path);
    if (size <= MOST_BYTES) return readFileSync(path);
    throw refusal(path, `it has ${size} bytes, but at most ${MOST_BYTES} are allowed`);
  } catch (error) {
    if (error instanceof InvalidDocument) throw error;
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw refusal(path, `it cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function refusal(path: string, message: string): InvalidDocument {
  return new InvalidDocument(path, [{ path: "", message }]);
}
