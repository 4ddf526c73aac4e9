import type { StoredRepository } from "../repositories.ts";
import { nodeId } from "../shapes/node-id.ts";
import type { Source } from "./fields.ts";

/** GitHub cuts `Blob.text` at this many bytes. */
const MAX_TEXT = 512_000;
/** Git and GitHub call a file binary when a NUL is among its first bytes. */
const LOOKED_AT = 8000;

export function blobSource(repository: StoredRepository, oid: string, content: Buffer): Source {
  const isBinary = content.subarray(0, LOOKED_AT).includes(0);
  const isTruncated = !isBinary && content.length > MAX_TEXT;
  return {
    __typename: "Blob",
    id: nodeId("B", repository.info.id, oid),
    oid,
    abbreviatedOid: oid.slice(0, 7),
    byteSize: content.length,
    isBinary,
    isTruncated,
    text: isBinary ? null : content.subarray(0, MAX_TEXT).toString("utf8"),
  };
}
