import { splitImage } from "../releases/documents/image.ts";
import { shortSha } from "../releases/documents/tag.ts";

/**
 * What should run of a config in a channel. An artifact without a config, (Sha, None), has no way to be written: it does
 * not compile. That (None, Sha) cannot mean two things is because undeployed is a kind of its own, `virtual`.
 */
export type Desired = Virtual | Artifactless | Artifactful | Charted;

/** Known, and not deployed: never deployed yet, or undeployed. */
export interface Virtual {
  readonly kind: "virtual";
  readonly configSha?: never;
  readonly artifact?: never;
  readonly chart?: never;
}

/** A config that has no artifact, as a commit of its repository has it. */
export interface Artifactless {
  readonly kind: "artifactless";
  /** Full commit id, 40 hex. */
  readonly configSha: string;
  readonly artifact?: never;
  readonly chart?: never;
}

/** A config with what was built for it. */
export interface Artifactful {
  readonly kind: "artifactful";
  /** Full commit id, 40 hex. */
  readonly configSha: string;
  readonly artifact: Artifact;
  readonly chart?: never;
}

/** A version of a chart: no commit of a config says it, and no build made its image for it. */
export interface Charted {
  readonly kind: "chart";
  readonly configSha?: never;
  readonly artifact?: never;
  readonly chart: Chart;
}

/** A chart in a registry, at one version. */
export interface Chart {
  /** `oci://ghcr.io/acme/charts/my-app` */
  readonly address: string;
  /** `1.4.2` */
  readonly version: string;
  /** Of its manifest: `sha256:` and 64 hex. */
  readonly digest: string;
}

/** What a build made. */
export interface Artifact {
  /** The commit that it was built from: 40 hex. */
  readonly sha: string;
  /** With its tag: `ghcr.io/acme/my-app:main-1a2b3c4`. */
  readonly image: string;
  /** `sha256:` and 64 hex; undefined where the ledger does not say it, as of a release by hand. */
  readonly digest?: string | undefined;
}

export const VIRTUAL: Virtual = { kind: "virtual" };

/**
 * Whether two say that the same runs: an image is its digest, whatever tags lead to it. Without a digest, nobody knows.
 */
export function isSameDesired(a: Desired, b: Desired): boolean {
  if (a.kind === "artifactful" && b.kind === "artifactful") {
    return (
      a.configSha === b.configSha &&
      a.artifact.sha === b.artifact.sha &&
      a.artifact.digest !== undefined &&
      a.artifact.digest === b.artifact.digest
    );
  }
  if (a.kind === "chart" && b.kind === "chart") {
    const [one, other] = [a.chart, b.chart];
    return one.address === other.address && one.version === other.version && one.digest === other.digest;
  }
  return a.kind === b.kind && a.configSha === b.configSha;
}

/**
 * Why a config cannot be in a state: whether it has an artifact is a property of the config, not of a request.
 * @param config with `artifact` where it has one
 * @returns undefined where it can
 */
export function misfit(
  config: { readonly name: string; readonly artifact?: unknown },
  to: Desired,
): string | undefined {
  const hasArtifact = config.artifact !== undefined;
  if (to.kind === "artifactless" && hasArtifact) {
    return `${config.name} has an artifact, and a commit of its config alone does not say which: name a branch, a pull request or a commit that was built`;
  }
  if (to.kind === "artifactful" && !hasArtifact) {
    return `${config.name} has no artifact, so that there is no image to deploy: name a commit of its config alone`;
  }
  return undefined;
}

/** In a few words, for people: `main-1a2b3c4`, `config 1a2b3c4`, `1.4.2`, `not deployed`. */
export function desiredText(desired: Desired): string {
  switch (desired.kind) {
    case "virtual":
      return "not deployed";
    case "artifactless":
      return `config ${shortSha(desired.configSha)}`;
    case "chart":
      return desired.chart.version;
    default:
      return splitImage(desired.artifact.image).tag ?? desired.artifact.digest ?? desired.artifact.image;
  }
}
