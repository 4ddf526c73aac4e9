import { createHash } from "node:crypto";
import type { Run } from "../runner/run.ts";

/**
 * The id of something that a run does and that brings no id of its own: the same for each attempt of the run, so that
 * none is written twice. A UUID of version 8, which is for such hashes (RFC 9562, section 5.8).
 * @param content what is done, as JSON
 */
export function runUuid({ repository, id }: Run, content: unknown): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([repository, id, content]))
    .digest("hex");
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 0b0011) | 0b1000).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    variant + hash.slice(17, 20),
    hash.slice(20, 32),
  ].join("-");
}
