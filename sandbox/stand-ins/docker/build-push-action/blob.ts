import { createHash } from "node:crypto";

/** A piece of an image, known by its digest. */
export interface Blob {
  readonly digest: string;
  readonly content: Buffer;
}

export function blob(content: Buffer): Blob {
  return { digest: `sha256:${createHash("sha256").update(content).digest("hex")}`, content };
}

/** A value as JSON. */
export function blobOf(value: unknown): Blob {
  return blob(Buffer.from(JSON.stringify(value)));
}

/** How a manifest refers to a blob. */
export function descriptor(mediaType: string, { digest, content }: Blob): Readonly<Record<string, unknown>> {
  return { mediaType, digest, size: content.length };
}
