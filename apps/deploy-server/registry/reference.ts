import { splitImage } from "../../../lib/releases/documents/image.ts";

/** Where an image is, for the registry's API. */
export interface ImageAddress {
  /** `https://ghcr.io` */
  readonly url: string;
  /** As credentials name it: `ghcr.io`. */
  readonly host: string;
  /** `acme/my-app` */
  readonly repository: string;
  readonly tag: string;
}

const HUB = "registry-1.docker.io";

/**
 * Where an image with a tag is. Names without a host are Docker Hub's, and those without a slash below `library/`;
 * registries of this machine itself speak plain HTTP, as docker takes it.
 */
export function addressOf(image: string): ImageAddress {
  const { name, tag = "latest" } = splitImage(image);
  const [first = "", ...rest] = name.split("/");
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  if (!isHost) {
    const repository = rest.length === 0 ? `library/${name}` : name;
    return { url: `https://${HUB}`, host: "docker.io", repository, tag };
  }
  const host = first === "index.docker.io" ? "docker.io" : first;
  const path = rest.join("/");
  if (host === "docker.io") {
    const repository = rest.length === 1 ? `library/${path}` : path;
    return { url: `https://${HUB}`, host, repository, tag };
  }
  const scheme = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host) ? "http" : "https";
  return { url: `${scheme}://${host}`, host, repository: path, tag };
}
