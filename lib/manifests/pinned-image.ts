/** The image that a kustomization.yaml runs, and the build that produced it. */
export interface ImagePin {
  /** The image's name in the manifests: `release-channel-api`. */
  readonly name: string;
  /** The image without tag and digest: `ghcr.io/acme/release-channel-api`. */
  readonly image: string;
  /** `sha256:` and 64 hex. */
  readonly digest: string;
  readonly tag?: string | undefined;
  /** The commit it was built from, 40 hex. */
  readonly revision?: string | undefined;
  /** Grows with every newer build. */
  readonly order?: number | undefined;
}

/** The reference to pull: `ghcr.io/acme/api:1.2.3@sha256:…` */
export function imageText({ image, tag, digest }: Pick<ImagePin, "image" | "tag" | "digest">): string {
  return `${image}${tag === undefined ? "" : `:${tag}`}@${digest}`;
}
