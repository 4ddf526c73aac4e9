import { splitImage } from "../releases/documents/image.ts";

/** What really runs of a target in one cluster, whatever git says of it. */
export interface Running {
  readonly cluster: string;
  /** Of all containers there, as the cluster names them: with a tag, a digest or both. */
  readonly images: readonly string[];
  /** The version of the chart that is installed there; undefined where none is, or nobody can tell. */
  readonly chart?: InstalledChart | undefined;
}

/** A chart, as the cluster knows it. */
export interface InstalledChart {
  /** `1.4.2` */
  readonly version: string;
  /** Of its manifest, where the cluster knows it. */
  readonly digest: string | undefined;
}

/** The one thing that all clusters run, or why git cannot say what they do: a clause. */
export type OneRunning<T> =
  | { readonly kind: "one"; readonly one: T }
  | {
      readonly kind: "none";
      readonly code: "nothing runs" | "other image" | "several run";
      readonly because: string;
    };

/** An image, as clusters name it. */
export interface RunningImage {
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/**
 * The one image of a target that all of its clusters run.
 * @param name as the policy has it, without a tag: `ghcr.io/acme/my-app`
 */
export function runningImage(running: readonly Running[], name: string): OneRunning<RunningImage> {
  const found: { readonly cluster: string; readonly image: RunningImage }[] = [];
  for (const { cluster, images } of running) {
    const own = images.map(splitImage).filter((one) => one.name === name);
    const [image] = own;
    if (image === undefined) return without(cluster, images, name);
    found.push(...own.map((one) => ({ cluster, image: one })));
  }
  return oneOf(found, imageText);
}

/** The same of a chart's version. */
export function runningChart(running: readonly Running[]): OneRunning<InstalledChart> {
  const missing = running.find(({ chart }) => chart === undefined);
  if (missing !== undefined) {
    return none("nothing runs", `${missing.cluster} has no version of its chart installed: deploy one`);
  }
  const found = running.flatMap(({ cluster, chart }) =>
    chart === undefined ? [] : [{ cluster, image: chart }],
  );
  return oneOf(found, ({ version, digest }) => (digest === undefined ? version : `${version} (${digest})`));
}

/** `main-1a2b3c4`, or the digest of what runs without a tag. */
export function imageText({ tag, digest }: RunningImage): string {
  return tag ?? digest ?? "an image without a tag";
}

function oneOf<T>(
  found: readonly { readonly cluster: string; readonly image: T }[],
  textOf: (image: T) => string,
): OneRunning<T> {
  const [first, ...others] = found;
  if (first === undefined) return none("nothing runs", "there is no cluster to look at");
  const other = others.find(({ image }) => JSON.stringify(image) !== JSON.stringify(first.image));
  if (other === undefined) return { kind: "one", one: first.image };
  const texts = [textOf(first.image), textOf(other.image)] as const;
  return first.cluster === other.cluster
    ? none(
        "several run",
        `${first.cluster} runs ${texts.join(" and ")} at once: wait until its rollout has ended, and ask again`,
      )
    : none(
        "several run",
        `${first.cluster} runs ${texts[0]}, and ${other.cluster} ${texts[1]}, and git says one for both: deploy the one that should run`,
      );
}

function without(cluster: string, images: readonly string[], name: string): OneRunning<RunningImage> {
  return images.length === 0
    ? none("nothing runs", `${cluster} runs nothing of it: deploy it, or undeploy it, so that git says so`)
    : none(
        "other image",
        `${cluster} runs ${images.join(", ")}, and none of them is ${name}, which db/policy.json has for it: deploy one of those`,
      );
}

function none(code: Extract<OneRunning<never>, { kind: "none" }>["code"], because: string) {
  return { kind: "none", code, because } as const;
}
