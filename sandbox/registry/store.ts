import { createHash } from "node:crypto";

export const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
export const OCI_INDEX = "application/vnd.oci.image.index.v1+json";
export const DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
export const DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

const CONFIG_TYPE = {
  [OCI_MANIFEST]: "application/vnd.oci.image.config.v1+json",
  [DOCKER_MANIFEST]: "application/vnd.docker.container.image.v1+json",
} as const;

/** What is pushed: an image, or an index of one image for each platform. */
export interface NewImage {
  /** `org.opencontainers.image.revision` and the like. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Of the manifest; defaults to OCI's. */
  readonly format?: "oci" | "docker";
  /** `linux/amd64`, …: then the tag names an index. */
  readonly platforms?: readonly string[];
  /** RFC 3339. The same image pushed again has the same digest. */
  readonly created?: string;
}

/** A chart, as `helm push` makes it: https://helm.sh/docs/topics/registries/ */
export interface NewChart {
  readonly name: string;
  /** As its Chart.yaml has it; the tag has `_` for `+`. */
  readonly version: string;
  readonly appVersion?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Addresses of what it is made from; Helm says the first in the manifest as well. */
  readonly sources?: readonly string[];
  /** RFC 3339. */
  readonly created?: string;
}

const CHART_CONFIG = "application/vnd.cncf.helm.config.v1+json";
const CHART_CONTENT = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

export interface Stored {
  readonly type: string;
  readonly bytes: Buffer;
}

/** A repository's content: blobs and manifests by digest, tags in the order they were pushed in. */
export class RepositoryStore {
  readonly blobs = new Map<string, Buffer>();
  readonly manifests = new Map<string, Stored>();
  readonly tags = new Map<string, string>();

  /** @returns the digest that the tag names from now on */
  push(tag: string, image: NewImage): string {
    const { platforms, format = "oci" } = image;
    const digest =
      platforms === undefined
        ? this.#pushImage(image, "linux/amd64").digest
        : this.#pushIndex(image, platforms, format);
    this.tags.set(tag, digest);
    return digest;
  }

  /** @returns the digest that the version's tag names from now on */
  pushChart({ created = "2026-11-21T02:00:00Z", ...chart }: NewChart): string {
    const content = Buffer.from(`the files of ${chart.name} ${chart.version}\n`);
    const config = Buffer.from(JSON.stringify({ ...chart, apiVersion: "v2" }));
    for (const blob of [content, config]) this.blobs.set(digestOf(blob), blob);
    const { digest } = this.#save(OCI_MANIFEST, {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: { mediaType: CHART_CONFIG, digest: digestOf(config), size: config.length },
      layers: [{ mediaType: CHART_CONTENT, digest: digestOf(content), size: content.length }],
      annotations: {
        ...chart.annotations,
        ...(chart.sources?.[0] !== undefined && { "org.opencontainers.image.source": chart.sources[0] }),
        "org.opencontainers.image.created": created,
        "org.opencontainers.image.title": chart.name,
        "org.opencontainers.image.version": chart.version,
      },
    });
    this.tags.set(chart.version.replaceAll("+", "_"), digest);
    return digest;
  }

  #pushIndex(image: NewImage, platforms: readonly string[], format: "oci" | "docker"): string {
    const manifests = platforms.map((name) => {
      const [os, architecture, variant] = name.split("/");
      const platform = { architecture, os, ...(variant === undefined ? {} : { variant }) };
      return { ...this.#pushImage(image, name), platform };
    });
    const mediaType = format === "oci" ? OCI_INDEX : DOCKER_LIST;
    return this.#save(mediaType, { schemaVersion: 2, mediaType, manifests }).digest;
  }

  #pushImage(
    { labels = {}, format = "oci", created = "2026-11-21T02:00:00Z" }: NewImage,
    platform: string,
  ): { readonly mediaType: string; readonly size: number; readonly digest: string } {
    const mediaType = format === "oci" ? OCI_MANIFEST : DOCKER_MANIFEST;
    const [os, architecture] = platform.split("/");
    const layer = Buffer.from(`the layer of ${platform}\n`);
    const config = Buffer.from(
      JSON.stringify({
        created,
        architecture,
        os,
        config: { Labels: labels },
        rootfs: { type: "layers", diff_ids: [digestOf(layer)] },
      }),
    );
    for (const blob of [layer, config]) this.blobs.set(digestOf(blob), blob);
    const layerType =
      format === "oci"
        ? "application/vnd.oci.image.layer.v1.tar"
        : "application/vnd.docker.image.rootfs.diff.tar";
    return this.#save(mediaType, {
      schemaVersion: 2,
      mediaType,
      config: { mediaType: CONFIG_TYPE[mediaType], size: config.length, digest: digestOf(config) },
      layers: [{ mediaType: layerType, size: layer.length, digest: digestOf(layer) }],
    });
  }

  #save(
    type: string,
    manifest: unknown,
  ): { readonly mediaType: string; readonly size: number; readonly digest: string } {
    const bytes = Buffer.from(JSON.stringify(manifest));
    const digest = digestOf(bytes);
    this.manifests.set(digest, { type, bytes });
    return { mediaType: type, size: bytes.length, digest };
  }
}

export const digestOf = (bytes: Buffer): string =>
  `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
