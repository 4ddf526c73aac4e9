import { createHash } from "node:crypto";
import type { ServerConfig } from "./generated/schema.generated.ts";
import type { Target } from "./target.ts";

/**
 * How a branch's preview stands. `waiting`: for its build. `refused`: somebody has to change something first. `removing`:
 * its branch is gone, and something of it is left in its cluster.
 */
export type PreviewState = "waiting" | "refused" | "deploying" | "live" | "failed" | "removing";

/** Where a preview runs. */
export interface PreviewPlace {
  readonly cluster: string;
  /** Its own, which goes with it. */
  readonly namespace: string;
}

/** A branch that is shown beside a channel. */
export interface BranchPreview {
  /** GitHub's number of the repository that the config is in. */
  readonly repositoryId: number;
  /** The target that it is shown beside. */
  readonly base: Target;
  /** `feature/x` */
  readonly branch: string;
}

/** Kubernetes allows no longer name of a namespace. */
const LONGEST_NAMESPACE = 63;
/** So that the channel's name, with it, stays within what a DeployConfig may hold. */
const LONGEST_SLUG = 40;
const HASH = 8;
const BRANCH = "{branch}";

/** The target by which its cluster knows a preview: `my-app/dev.preview.feature-x-1a2b3c4d`. */
export function previewTarget({
  base: { config, channel },
  branch,
}: Pick<BranchPreview, "base" | "branch">): Target {
  return { config, channel: `${channel}.preview.${branchSlug(branch, LONGEST_SLUG)}` };
}

/** A preview's namespace. @param template `my-app-{branch}`, as `db/server.yaml` has it */
export function previewNamespace(template: string, branch: string): string {
  const room = LONGEST_NAMESPACE - (template.length - BRANCH.length);
  return template.replace(BRANCH, branchSlug(branch, Math.min(room, LONGEST_SLUG)));
}

/** How a preview is called where people and clusters look: whose it is, whatever its names were shortened to. */
export function previewTitle({ repositoryId, base: { config, channel }, branch }: BranchPreview): string {
  return `${config}/${channel} of repository ${repositoryId}, preview/${branch}`;
}

/** @returns undefined for what is no preview's title */
export function parsePreviewTitle(title: string): BranchPreview | undefined {
  const [, config, channel, id, branch] =
    /^([^/ ]+)\/([^/ ]+) of repository ([1-9]\d{0,14}), preview\/(.+)$/.exec(title) ?? [];
  if (config === undefined || channel === undefined || branch === undefined) return undefined;
  return { repositoryId: Number(id), base: { config, channel }, branch };
}

/**
 * The target whose own namespace a preview's would be: whatever is made and deleted for a branch must never be a channel's.
 * Two names of one kubeconfig are one cluster.
 * @param config `db/server.yaml`
 */
export function targetOfNamespace(
  { clusters, targets }: Pick<ServerConfig, "clusters" | "targets">,
  { cluster, namespace }: PreviewPlace,
): string | undefined {
  const kubeconfig = clusters[cluster]?.kubeconfig;
  const isSame = (other: string): boolean =>
    other === cluster || (kubeconfig !== undefined && clusters[other]?.kubeconfig === kubeconfig);
  return Object.entries(targets).find(([, placements]) =>
    placements.some((one) => one.namespace === namespace && isSame(one.cluster)),
  )?.[0];
}

/**
 * A branch's name as namespaces have it. One that is too long, or is not written like that, is told apart from what is
 * nearly called so by a part of its name's hash: `a/b` and `a-b` are two branches.
 */
export function branchSlug(branch: string, longest: number): string {
  const plain = branch
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  if (plain === branch && plain.length <= longest) return plain;
  const hash = createHash("sha256").update(branch).digest("hex").slice(0, HASH);
  const short = plain.slice(0, longest - HASH - 1).replace(/-$/, "");
  return short === "" ? `x${hash}` : `${short}-${hash}`;
}
