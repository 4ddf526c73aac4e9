import { blob, blobOf, descriptor, type Blob } from "./blob.ts";

export interface Image {
  readonly manifest: Blob;
  readonly config: Blob;
  readonly layer: Blob;
}

export interface ImageSource {
  /** The context as a tar archive. */
  readonly context: Buffer;
  readonly dockerfile: string;
  /** `linux/amd64` */
  readonly platform: string;
  readonly labels: readonly string[];
  readonly buildArguments: readonly string[];
  readonly target: string;
}

/** An OCI image manifest over the context: the same source has the same digest. */
export function imageOf(source: ImageSource): Image {
  const layer = blob(source.context);
  const [os, architecture] = source.platform.split("/");
  const config = blobOf({
    architecture,
    os,
    config: { Labels: pairs(source.labels) },
    rootfs: { type: "layers", diff_ids: [layer.digest] },
    history: [
      {
        created_by: source.dockerfile,
        comment: JSON.stringify({ arguments: pairs(source.buildArguments), target: source.target }),
      },
    ],
  });
  const manifest = blobOf({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: descriptor("application/vnd.oci.image.config.v1+json", config),
    layers: [descriptor("application/vnd.oci.image.layer.v1.tar", layer)],
  });
  return { manifest, config, layer };
}

function pairs(lines: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf("=");
      return at === -1 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}
