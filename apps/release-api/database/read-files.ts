import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { InvalidDocument } from "../../../lib/releases/documents/problem.ts";

/** A file as it was read. */
export interface FileBytes {
  /** For messages. */
  readonly path: string;
  /** UTF-8; undefined when there is no such file. */
  readonly bytes: Buffer | undefined;
}

/** Ten times what 50,000 releases take; a text may not grow past 512 MiB in JavaScript. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * A file as a whole.
 * @throws InvalidDocument when it cannot be read or is no text
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
    throw refusal(path, `it has ${size} bytes, more than the ${MOST_BYTES} that are allowed`);
  } catch (error) {
    if (error instanceof InvalidDocument) throw error;
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw refusal(path, `it cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function refusal(path: string, message: string): InvalidDocument {
  return new InvalidDocument(path, [{ path: "", message }]);
}
