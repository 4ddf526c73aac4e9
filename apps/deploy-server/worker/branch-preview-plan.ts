import {
  previewNamespace,
  previewTarget,
  targetOfNamespace,
  type PreviewPlace,
} from "../../../lib/deploys/branch-preview.ts";
import { buildStateOf } from "../../../lib/deploys/build-state.ts";
import {
  clusterOf,
  consentRulesOf,
  placementsOf,
  type Placement,
} from "../../../lib/deploys/config/server-config.ts";
import { countedBuilds } from "../../../lib/deploys/counted-builds.ts";
import type { Desired } from "../../../lib/deploys/desired.ts";
import { imageOf, revisionFault } from "../../../lib/deploys/image-tag.ts";
import type { Wanted } from "../../../lib/deploys/kubernetes/deploy-config.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import { fullName, sameRepository } from "../../../lib/github/repository.ts";
import { splitImage } from "../../../lib/releases/documents/image.ts";
import { shortSha } from "../../../lib/releases/documents/tag.ts";
import { freezeReason } from "../../../lib/releases/rules/freeze.ts";
import { lockReason } from "../../../lib/releases/rules/lock.ts";
import { findHead } from "../../../lib/store/branches.ts";
import { buildsOf } from "../../../lib/store/builds.ts";
import { configsNamed, type StoredConfig } from "../../../lib/store/deploy-configs.ts";
import { newerPreviews, type StoredPreview } from "../../../lib/store/previews.ts";
import { findRepository, type StoredRepository } from "../../../lib/store/repositories.ts";
import { isoTime } from "../clock.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { Rejected } from "../rejected.ts";
import { artifactOf } from "../targets/artifact.ts";
import { configRepositoryOf } from "../targets/config-home.ts";
import { sourceOf } from "../targets/config-source.ts";
import { findImage } from "../targets/find-image.ts";
import type { World } from "../world.ts";

/** What is to become of a preview, by all that is known now. */
export type PreviewPlan =
  | { readonly kind: "gone" }
  /** It runs nowhere, and what ran goes. */
  | { readonly kind: "off"; readonly says: string }
  /** What runs stays. */
  | { readonly kind: "waiting" | "refused" | "held"; readonly says: string }
  | {
      readonly kind: "deploy";
      readonly place: PreviewPlace;
      readonly placement: Placement;
      readonly wanted: Wanted;
    };

/** A config, with the repositories that it is about. */
interface Previewed {
  readonly base: Target;
  readonly config: StoredConfig & { readonly document: NonNullable<StoredConfig["document"]> };
  readonly home: StoredRepository;
  readonly source: StoredRepository;
  readonly branch: string;
  /** The branch's head: 40 hex. */
  readonly head: string;
  /** What its cluster was told to run. */
  readonly deployed: Desired | undefined;
}

/** How many branches one config shows beside a channel: each has a namespace, and is looked at from time to time. */
const MOST = 20;

/**
 * What of a branch is to run beside a channel now. The branch is read as the store has it: whatever event has led here, a
 * branch that is gone has no preview, and of one that is there, its head alone.
 */
export async function previewPlan(
  world: World,
  state: ReleaseState,
  preview: StoredPreview,
): Promise<PreviewPlan> {
  const { channel, branch } = preview;
  const base = { config: preview.config, channel };
  const claims = await configsNamed(world.db, preview.config);
  const config = claims.find(({ repositoryId }) => repositoryId === preview.repositoryId);
  const home = await findRepository(world.db, preview.repositoryId);
  if (preview.isGone || config === undefined || home === undefined) return { kind: "gone" };
  const { document, problems = "" } = config;
  if (document === undefined) return refused(`${config.path} of ${home.name} cannot be read: ${problems}`);
  if (document.channels[channel]?.previews !== true || consentRulesOf(state.config, channel).protected)
    return { kind: "gone" };
  const source = await sourceOf(world.db, config, home);
  const head = source && (await findHead(world.db, { repositoryId: source.id, branch }));
  if (source === undefined || head === undefined) return { kind: "gone" };
  const fault = homeFault(state, { base, home });
  if (fault !== undefined) return { kind: "off", says: fault };
  if ((await newerPreviews(world.db, preview)) >= MOST) {
    const says = `there are ${MOST} previews at most, those of the branches that were pushed last: delete a branch, and this one is shown`;
    return { kind: "off", says };
  }
  const placed = placementOf(state, base);
  if (placed === undefined) {
    const key = `${base.config}/${channel}`;
    return {
      kind: "off",
      says: `db/server.yaml names no preview_namespace for ${key}: add one to a target of the engine kubernetes`,
    };
  }
  try {
    const { deployed } = preview;
    const previewed = { base, config: { ...config, document }, home, source, branch, head, deployed };
    return await placedPlan(world, state, { ...previewed, ...placed });
  } catch (error) {
    if (error instanceof Rejected) return refused(error.message);
    throw error;
  }
}

interface Placed {
  readonly placement: Placement;
  /** `my-app-{branch}` */
  readonly template: string;
}

/** Where a target's previews are: the first of its placements that says so. */
function placementOf({ config }: ReleaseState, base: Target): Placed | undefined {
  for (const placement of placementsOf(config, base)) {
    const { preview_namespace: template } = placement;
    if (template !== undefined && clusterOf(config, placement.cluster).engine === "kubernetes")
      return { placement, template };
  }
  return undefined;
}

async function placedPlan(
  world: World,
  state: ReleaseState,
  { placement, template, ...previewed }: Previewed & Placed,
): Promise<PreviewPlan> {
  const { base, home, config, branch } = previewed;
  const place = { cluster: placement.cluster, namespace: previewNamespace(template, branch) };
  const owner = targetOfNamespace(state.config, place);
  if (owner !== undefined) {
    const says = `its namespace would be ${place.namespace}, which is that of ${owner}: choose another preview_namespace in db/server.yaml, or another name for the branch`;
    return { kind: "off", says };
  }
  const held = holdFault(state, base, isoTime(world.clock));
  if (held !== undefined) return { kind: "held", says: held };
  const to = config.document.artifact === undefined ? bare(previewed) : await built(world, state, previewed);
  if (typeof to === "string") return { kind: "waiting", says: to };
  return {
    kind: "deploy",
    place,
    placement,
    wanted: {
      target: previewTarget({ base, branch }),
      to,
      config: { repository: home.name, path: config.path },
    },
  };
}

/** Any repository can have a file of that name: the release repository says whose it is. */
function homeFault(
  state: ReleaseState,
  { base, home }: Pick<Previewed, "base" | "home">,
): string | undefined {
  const named = configRepositoryOf(state, base);
  if (named !== undefined && sameRepository(home.name, fullName(named))) return undefined;
  return named === undefined
    ? `nobody has said in which repository the config ${base.config} is: add containers.${base.config} with repository to db/policy.json`
    : `the release repository says that the config ${base.config} is in ${fullName(named)}, and this one is in ${home.name}: correct repository in db/server.yaml, or delete this file`;
}

/** What holds a channel holds what is shown beside it. */
function holdFault({ policy, locks }: ReleaseState, base: Target, at: string): string | undefined {
  const place = { container: base.config, channel: base.channel };
  const because = freezeReason(policy, place, at) ?? lockReason(locks, base, at);
  return because && `it is held, because ${because}`;
}

function bare({ head }: Previewed): Desired {
  return { kind: "artifactless", configSha: head };
}

/** What was built of the branch's head, or what it waits for. @throws Rejected */
async function built(
  world: World,
  state: ReleaseState,
  { base, config, home, source, branch, head, deployed }: Previewed,
): Promise<Desired | string> {
  const { artifact } = config.document;
  const { repository, template } = artifactOf(state, base);
  const [named, allowed] = [artifact?.image ?? "", splitImage(template).name];
  if (!sameRepository(source.name, fullName(repository)) || splitImage(named).name !== allowed) {
    throw new Rejected(
      "other artifact",
      `${config.path} says ${named} of ${source.name}, and the release repository ${allowed} of ${fullName(repository)}: make them one`,
    );
  }
  const commit = `${shortSha(head)} of ${source.name}`;
  const builds = await buildsOf(world.db, source.id, head);
  const build = buildStateOf(countedBuilds(builds, artifact?.build), branch);
  if (build.kind === "red")
    throw new Rejected("red build", `the build of ${commit} failed (${build.says}): mend it, and push`);
  if (build.kind !== "green") return `waits for the build of ${commit}`;
  const image = imageOf(named, { branch, sha: head });
  // Once it has been looked up: a tag that somebody has moved since changes nothing of what runs.
  const known = deployed?.artifact?.sha === head && deployed.artifact.image === image;
  const digest = known ? deployed.artifact.digest : await digestOf(world, { image, head, commit });
  // Beside the code, the branch's own config and manifests count; apart, those of the default branch.
  const configSha =
    home.id === source.id
      ? head
      : ((await findHead(world.db, { repositoryId: home.id, branch: home.defaultBranch })) ??
        config.configSha);
  return { kind: "artifactful", configSha, artifact: { sha: head, image, digest } };
}

async function digestOf(
  world: World,
  { image, head, commit }: Readonly<Record<"image" | "head" | "commit", string>>,
): Promise<string> {
  const found = await findImage(world, image);
  if (found === undefined) {
    throw new Rejected(
      "image gone",
      `${image} is not in its registry, although the build of ${commit} is green: run the build again`,
    );
  }
  const fault = revisionFault(image, found.revision, head);
  if (fault !== undefined) throw new Rejected("tags collide", fault);
  return found.digest;
}

function refused(says: string): PreviewPlan {
  return { kind: "refused", says };
}
