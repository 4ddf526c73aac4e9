import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Blob } from "./blob.ts";

/** `ghcr.io/acme/app:v1` in its parts. */
export interface Reference {
  readonly registry: string;
  /** `ghcr.io/acme/app` */
  readonly name: string;
  readonly tag: string;
}

const COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const REFERENCE = new RegExp(
  `^(?:(?<host>localhost(?::\\d+)?|[\\w-]+(?:\\.[\\w-]+)+(?::\\d+)?|[\\w-]+:\\d+)/)?(?<path>${COMPONENT}(?:/${COMPONENT})*)(?::(?<tag>\\w[\\w.-]{0,127}))?$`,
);

/** @throws Error in buildx's words for anything that is not a reference */
export function parseReference(text: string): Reference {
  const { host, path, tag } = REFERENCE.exec(text)?.groups ?? {};
  if (path === undefined) {
    const reason = /[A-Z]/.test(text.split(":")[0] ?? "")
      ? "repository name must be lowercase"
      : "invalid reference format";
    throw new Error(`ERROR: failed to build: invalid tag "${text}": ${reason}`);
  }
  const registry = host ?? "docker.io";
  return { registry, name: `${registry}/${path}`, tag: tag ?? "latest" };
}

/**
 * Keeps an image in the directory that stands for all registries:
 * `<name>/blobs/sha256/<hex>`, and in `<name>/tags/<tag>` the digest of what the tag names.
 * @param tagged one of the blobs: the image's manifest, or the index above it
 */
export async function pushImage(
  directory: string,
  { name, tag }: Reference,
  tagged: Blob,
  blobs: readonly Blob[],
): Promise<void> {
  const folder = join(directory, name);
  await mkdir(join(folder, "blobs", "sha256"), { recursive: true });
  await mkdir(join(folder, "tags"), { recursive: true });
  for (const { digest, content } of [...blobs, tagged]) {
    await writeFile(join(folder, "blobs", ...digest.split(":")), content);
  }
  await writeFile(join(folder, "tags", tag), `${tagged.digest}\n`);
}
