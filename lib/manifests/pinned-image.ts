/** Which image a kustomization.yaml is to run, and which build made it. */
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

/** `ghcr.io/acme/api:1.2.3@sha256:…`, as it is pulled. */
export function imageText({ image, tag, digest }: Pick<ImagePin, "image" | "tag" | "digest">): string {
  return `${image}${tag === undefined ? "" : `:${tag}`}@${digest}`;
}
