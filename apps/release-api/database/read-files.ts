import { readFileSync, statSync } from "node:fs";
import type { TextFile } from "../../../lib/releases/documents/validation.ts";
import { InvalidDocument } from "../../../lib/releases/documents/problem.ts";

/** Ten times what 50,000 releases take; a text may not grow past 512 MiB in JavaScript. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * A file as a whole.
 * @returns without text when there is no such file
 * @throws InvalidDocument when it cannot be read or is no text
 */
export function readTextFile(path: string): TextFile {
  try {
    const { size } = statSync(path);
    if (size > MOST_BYTES)
      throw refusal(path, `it has ${size} bytes, more than the ${MOST_BYTES} that are allowed`);
    return {
      path,
      text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path)),
    };
  } catch (error) {
    if (error instanceof InvalidDocument) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return { path, text: undefined };
    throw refusal(
      path,
      code === "ERR_ENCODING_INVALID_ENCODED_DATA" ? "it is not UTF-8" : `it cannot be read: ${message}`,
    );
  }
}

function refusal(path: string, message: string): InvalidDocument {
  return new InvalidDocument(path, [{ path: "", message }]);
}
