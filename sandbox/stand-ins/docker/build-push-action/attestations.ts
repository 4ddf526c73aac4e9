import { blobOf, descriptor, type Blob } from "./blob.ts";
import type { Image } from "./image.ts";

/** What BuildKit attests about an image, stored next to it. */
export interface Attestations {
  /** Statements and the manifest that lists them. */
  readonly blobs: readonly Blob[];
  /** What is pushed instead of the image: it lists the image and its attestations. */
  readonly index: Blob;
}

const STATEMENT = "https://in-toto.io/Statement/v0.1";
const INDEX = "application/vnd.oci.image.index.v1+json";
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

export interface AttestedImage {
  readonly image: Image;
  /** `ghcr.io/acme/app` */
  readonly name: string;
  /** `linux/amd64` */
  readonly platform: string;
  readonly provenance: boolean;
  readonly sbom: boolean;
  /** Address of the run that built it. */
  readonly builder: string;
}

/**
 * An index with an attestation manifest, in the form that BuildKit pushes. The bill of materials names the layer alone:
 * nothing here inspects it.
 * @see https://docs.docker.com/build/metadata/attestations/attestation-storage/
 */
export function attest({ image, name, platform, provenance, sbom, builder }: AttestedImage): Attestations {
  const subject = [{ name, digest: { sha256: image.manifest.digest.replace("sha256:", "") } }];
  const statement = (predicateType: string, predicate: object): readonly [string, Blob] => [
    predicateType,
    blobOf({ _type: STATEMENT, predicateType, subject, predicate }),
  ];
  const statements = [
    ...(sbom ? [statement("https://spdx.dev/Document", billOfMaterials(image, name))] : []),
    ...(provenance ? [statement("https://slsa.dev/provenance/v0.2", provenanceOf(builder))] : []),
  ];
  const config = blobOf({ architecture: "unknown", os: "unknown" });
  const manifest = blobOf({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: descriptor("application/vnd.oci.image.config.v1+json", config),
    layers: statements.map(([predicateType, blob]) => ({
      ...descriptor("application/vnd.in-toto+json", blob),
      annotations: { "in-toto.io/predicate-type": predicateType },
    })),
  });
  const [os, architecture] = platform.split("/");
  const index = blobOf({
    schemaVersion: 2,
    mediaType: INDEX,
    manifests: [
      { ...descriptor(MANIFEST, image.manifest), platform: { architecture, os } },
      {
        ...descriptor(MANIFEST, manifest),
        platform: { architecture: "unknown", os: "unknown" },
        annotations: {
          "vnd.docker.reference.type": "attestation-manifest",
          "vnd.docker.reference.digest": image.manifest.digest,
        },
      },
    ],
  });
  return { blobs: [config, manifest, ...statements.map(([, blob]) => blob)], index };
}

function billOfMaterials(image: Image, name: string): object {
  return {
    spdxVersion: "SPDX-2.3",
    SPDXID: "SPDXRef-DOCUMENT",
    dataLicense: "CC0-1.0",
    name,
    packages: [
      {
        SPDXID: "SPDXRef-layer",
        name: image.layer.digest,
        downloadLocation: "NOASSERTION",
      },
    ],
  };
}

function provenanceOf(builder: string): object {
  return { builder: { id: builder }, buildType: "https://mobyproject.org/buildkit@v1" };
}
