import { createHash } from "node:crypto";
import type { Run } from "../runner/run.ts";

/**
 * An id for an operation that has none of its own. It is the same for every attempt of the run, so that nothing is
 * written twice. A version 8 UUID, which RFC 9562 (section 5.8) provides for such hashes.
 * @param content the operation, as JSON
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
