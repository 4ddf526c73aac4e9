import { isWhole, type Whole } from "../../../lib/deploys/again.ts";
import {
  channelsOf,
  chartOf,
  placementsOf,
  type Placement,
} from "../../../lib/deploys/config/server-config.ts";
import { desiredText, type Charted, type Desired } from "../../../lib/deploys/desired.ts";
import { commitInTag } from "../../../lib/deploys/image-tag.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import {
  imageText,
  runningChart,
  runningImage,
  type OneRunning,
  type Running,
  type RunningImage,
} from "../../../lib/deploys/running.ts";
import { targetKey } from "../../../lib/deploys/target.ts";
import { sameRepository } from "../../../lib/github/repository.ts";
import { splitImage } from "../../../lib/releases/documents/image.ts";
import { step } from "../../../lib/store/step.ts";
import { EngineRefusal, type Standing } from "../engines/engine.ts";
import { repositoryNamesAt } from "../engines/open.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { Rejected } from "../rejected.ts";
import { isWritten, pastDeploys } from "../requests/past-deploys.ts";
import { artifactOf, desiredIn } from "../targets/artifact.ts";
import { configCommit } from "../targets/config-commit.ts";
import { homeConfigOf } from "../targets/config-home.ts";
import { chartDigest } from "../targets/find-chart.ts";
import { findImage } from "../targets/find-image.ts";
import type { World } from "../world.ts";
import { happened, type Outcome } from "./outcome.ts";

/** How many requests of a target are looked through for what runs. */
const LOOKED_AT = 50;

/** What resolves a commit that was built, as any deploy of it is resolved. */
export type ResolveBuild = (
  world: World,
  request: DeployRequest,
  known: { readonly state: ReleaseState; readonly from: Desired },
) => Promise<Outcome>;

/** What the ledger says, and how a build is looked up. */
interface Known {
  readonly state: ReleaseState;
  readonly from: Desired;
  readonly resolveBuild: ResolveBuild;
}

/**
 * What the clusters really run, as git can say it: an image that was on record, or that a green build made; a chart's version
 * that its registry has; a commit of the config.
 * @throws Rejected for what git cannot say
 */
export async function resolveRunning(world: World, request: DeployRequest, known: Known): Promise<Outcome> {
  const { state, from } = known;
  const { target } = request;
  const home = await homeConfigOf(world, state, target);
  const isConfig = home?.config.document !== undefined && home.config.document.artifact === undefined;
  const looks = await lookAll(world, request, state);
  const chart = chartOf(state.config, target);
  if (chart !== undefined)
    return happened({ type: "resolved", from, to: await chartIn(world, looks, chart) });
  if (isConfig) {
    const configSha = await configCommit(world, home, {
      channel: target.channel,
      sha: syncedOf(world, looks, home.home.name),
    });
    return happened({ type: "resolved", from, to: { kind: "artifactless", configSha } });
  }
  const { template } = artifactOf(state, target);
  const { name } = splitImage(template);
  const found = insisted(request, runningImage(looks, name));
  const { tag } = found;
  const image = tag === undefined ? undefined : `${name}:${tag}`;
  const recorded = await onRecord(world, known, { request, image, found });
  if (recorded !== undefined) return happened({ type: "resolved", from, to: recorded });
  const sha = tag === undefined ? undefined : commitInTag(template, tag);
  if (image === undefined || sha === undefined)
    throw unproved(request, found, "its tag is none that a build of it makes");
  return proved(request, found, {
    image,
    outcome: await rejectedAs(request, found, () =>
      known.resolveBuild(world, { ...request, wish: { by: "commit", sha } }, known),
    ),
  });
}

/** What a cluster runs, and how its engine stands. */
type Look = Running & { readonly standing: Standing; readonly placement: Placement };

/** @throws Rejected where an engine does not tell, or is at work; Passing */
async function lookAll(
  world: World,
  { target }: DeployRequest,
  { config }: ReleaseState,
): Promise<readonly Look[]> {
  const looks: Look[] = [];
  for (const placement of placementsOf(config, target)) {
    const { cluster } = placement;
    try {
      const engine = world.engines.at(placement, config, target);
      const standing = await step("running.standing", () => engine.standing());
      if (standing.operation !== undefined) {
        throw new Rejected(
          "busy",
          `${standing.operation.by} has a sync of it under way in ${cluster}: ask again when it has ended`,
        );
      }
      looks.push({ cluster, placement, standing, ...(await step("running.look", () => engine.running())) });
    } catch (error) {
      throw error instanceof EngineRefusal ? new Rejected(error.code, error.message) : error;
    }
  }
  return looks;
}

/** @throws Rejected with what cannot be said */
function insisted<T>({ target }: DeployRequest, found: OneRunning<T>): T {
  if (found.kind === "one") return found.one;
  throw new Rejected(found.code, `git cannot say what ${targetKey(target)} runs: ${found.because}`);
}

async function chartIn(world: World, looks: readonly Look[], address: string): Promise<Charted> {
  const found = runningChart(looks);
  if (found.kind === "none")
    throw new Rejected(found.code, `git cannot say which version runs: ${found.because}`);
  const { version, digest: installed } = found.one;
  const digest = await chartDigest(world, address, version);
  if (installed === undefined || installed === digest)
    return { kind: "chart", chart: { address, version, digest } };
  throw new Rejected(
    "other chart",
    `${version} runs with the digest ${installed}, and ${address} has ${digest} under that version: somebody has pushed it again; deploy the version that should run`,
  );
}

/** The commit of a config's repository that was synced last. @throws Rejected */
function syncedOf({ settings }: World, looks: readonly Look[], repository: string): string {
  const nameOf = repositoryNamesAt(settings.github.url);
  const synced = looks.map(({ cluster, standing }) => {
    const own = standing.sources.find((source) =>
      sameRepository(nameOf(source.repository) ?? "", repository),
    );
    if (own?.synced !== undefined) return { cluster, sha: own.synced };
    throw new Rejected(
      "no commit",
      `${cluster} does not tell which commit of ${repository} runs there: what somebody has changed in the cluster alone is in no commit, so that git cannot take it over; commit it, or deploy again to set it back`,
    );
  });
  const [first, ...others] = synced;
  const other = others.find(({ sha }) => sha !== first?.sha);
  if (first !== undefined && other === undefined) return first.sha;
  throw new Rejected(
    "several run",
    `${synced.map(({ cluster, sha }) => `${cluster} runs ${sha.slice(0, 7)}`).join(", ")}, and git says one commit for all: deploy the one that should run`,
  );
}

/**
 * What the ledger has of this very image: for the target now or before, or for another channel. A tag that leads to another
 * image by now says nothing.
 */
async function onRecord(
  world: World,
  { state, from }: Known,
  {
    request,
    image,
    found,
  }: { readonly request: DeployRequest; readonly image: string | undefined; readonly found: RunningImage },
): Promise<Whole | undefined> {
  const { target } = request;
  const { history } = await pastDeploys(world, state, { target, limit: LOOKED_AT });
  const others = channelsOf(state.config).map((channel) => desiredIn(state, { ...target, channel }));
  const whole = [from, ...history.filter(isWritten).map(({ what }) => what), ...others].filter(isWhole);
  const fit = whole.filter(({ artifact }) =>
    image === undefined ? artifact?.digest === found.digest : artifact?.image === image,
  );
  const [first] = fit;
  if (first?.artifact === undefined) return undefined;
  const now = await findImage(world, first.artifact.image);
  const digest = found.digest ?? now?.digest;
  const same = fit.find(({ artifact }) => artifact?.digest === digest);
  if (same !== undefined && now?.digest === digest) return same;
  throw unproved(
    request,
    found,
    now === undefined
      ? `${first.artifact.image} is not in its registry any more`
      : `${first.artifact.image} was ${first.artifact.digest} when it was released, and its registry has ${now.digest} under that tag by now`,
  );
}

/** @throws Rejected where the build has made another image */
function proved(
  request: DeployRequest,
  found: RunningImage,
  { image, outcome }: { readonly image: string; readonly outcome: Outcome },
): Outcome {
  if (outcome.kind !== "event" || outcome.event.type !== "resolved") return outcome;
  const { to } = outcome.event;
  const isSame = to.artifact?.image === image && (found.digest ?? to.artifact.digest) === to.artifact.digest;
  if (isSame) return outcome;
  throw unproved(
    request,
    found,
    `the build of that commit has made ${desiredText(to)} (${to.artifact?.digest ?? "no digest"})`,
  );
}

/** What stands against the build of what runs, with what runs. */
async function rejectedAs(
  request: DeployRequest,
  found: RunningImage,
  act: () => Promise<Outcome>,
): Promise<Outcome> {
  const acting = act();
  try {
    return await acting;
  } catch (error) {
    throw error instanceof Rejected ? unproved(request, found, error.message) : error;
  }
}

function unproved({ target }: DeployRequest, found: RunningImage, because: string): Rejected {
  return new Rejected(
    "unproved image",
    `${targetKey(target)} runs ${imageText(found)}, and nothing proves what that was built of: ${because}. Git cannot take it over: push its source, let it be built, and deploy that`,
  );
}
