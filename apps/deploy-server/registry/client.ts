import { at, listAt, parsedJson, textAt } from "../narrow.ts";
import { addressOf } from "./reference.ts";
import { digestOf, OCI_MANIFEST, RegistrySession, type Logins } from "./session.ts";

/** What the registry has under a tag. */
export interface FoundImage {
  /** `sha256:` and 64 hex: of the manifest, or of the index of all platforms. */
  readonly digest: string;
  /** The image's own label `org.opencontainers.image.revision`, where it has one. */
  readonly revision: string | undefined;
}

const MANIFESTS = [
  "application/vnd.oci.image.index.v1+json",
  OCI_MANIFEST,
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");
const REVISION = "org.opencontainers.image.revision";

/** Looks images up in OCI registries, by the token flow of the distribution specification. */
export class RegistryClient {
  readonly #logins: Logins;

  constructor(logins: Logins) {
    this.#logins = logins;
  }

  /**
   * What a tag leads to now: two requests where the registry is open, and one for a token; three more for the label.
   * @param image with its tag: `ghcr.io/acme/my-app:main-1a2b3c4`
   * @returns undefined where there is no such tag
   * @throws RegistryRefusal, Passing
   */
  async find(image: string): Promise<FoundImage | undefined> {
    const address = addressOf(image);
    const session = new RegistrySession(address, this.#logins);
    const manifest = await session.get(`manifests/${address.tag}`, MANIFESTS);
    if (manifest === undefined) return undefined;
    const digest = digestOf(manifest, image);
    return { digest, revision: await revisionOf(session, await manifest.text()) };
  }
}

/** The label is in the config: that of the first image where an index lists several platforms. */
async function revisionOf(session: RegistrySession, manifest: string): Promise<string | undefined> {
  const document = parsedJson(manifest);
  const annotation = textAt(document, "annotations", REVISION);
  if (annotation !== undefined) return annotation;
  const platform = listAt(document, "manifests")
    .filter((one) => textAt(one, "platform", "os") !== "unknown")
    .map((one) => textAt(one, "digest"))[0];
  if (platform !== undefined) {
    const image = await session.get(`manifests/${platform}`, MANIFESTS);
    return image === undefined ? undefined : await revisionOf(session, await image.text());
  }
  const config = textAt(document, "config", "digest");
  if (config === undefined) return undefined;
  const blob = await session.get(`blobs/${config}`, "*/*");
  const labels = blob === undefined ? undefined : at(parsedJson(await blob.text()), "config", "Labels");
  return textAt(labels, REVISION);
}
