import { consentRulesOf, placementsOf } from "../../../lib/deploys/config/server-config.ts";
import { holdReason } from "../../../lib/deploys/hold.ts";
import type { Change, Preview } from "../../../lib/deploys/preview.ts";
import { previewFacts } from "../../../lib/deploys/preview.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { fullName } from "../../../lib/github/repository.ts";
import { UnusableYaml } from "../../../lib/manifests/yaml-value.ts";
import { recordProblems } from "../../../lib/releases/rules/policy-problems.ts";
import { step } from "../../../lib/store/step.ts";
import { isoTime } from "../clock.ts";
import { EngineRefusal } from "../engines/engine.ts";
import { repositoryNamesAt } from "../engines/open.ts";
import { readReleaseState, type ReleaseState } from "../github/release-files.ts";
import { mayPass, messageOf } from "../trouble.ts";
import type { World } from "../world.ts";
import { companionsOf } from "./companions.ts";
import { happened, held, Rejected, type Outcome } from "./outcome.ts";
import { releaseFilesOf } from "./placement.ts";
import { changesOf, driftOf } from "./target-file.ts";

/** What would happen, from git alone: nothing is written for it, and the engine is not made to look. */
export async function preview(world: World, request: DeployRequest): Promise<Outcome> {
  const { shown, facts } = await previewNow(world, request);
  return happened({ type: "previewed", preview: facts, shown });
}

/** A request's preview as things are now, with what the state machine has to know of it. @throws Rejected */
export async function previewNow(world: World, request: DeployRequest) {
  const { target, to, from } = request;
  if (to === undefined || from === undefined) throw new Error(`request ${request.id} is not resolved`);
  const { state, files } = await readTargetFiles(world, request);
  const placements = placementsOf(state.config, target);
  refuseByPolicy(world, state, request);
  // Locks that last come with db/locks.json.
  const because = holdReason({ ...state, locks: [] }, { target, at: isoTime(world.clock) });
  if (because !== undefined) throw held(target, because);
  const changes = changesIn(world, { ...request, to }, { ...state, files });
  const { companions, unavailable } = await alsoShipped(world, state, request);
  const drift = driftOf(changes, from);
  const shown: Preview = {
    target,
    from,
    to,
    changes,
    companions,
    drift: drift === undefined ? [] : [drift],
    unavailable,
  };
  const facts = previewFacts(shown, consentRulesOf(state.config, target.channel));
  return { shown, facts, state, placements };
}

/** The release repository with the target's own files in it. */
async function readTargetFiles(world: World, { target }: DeployRequest) {
  const { releases } = world.settings;
  const first = await readReleaseState(world.github, releases);
  const paths = releaseFilesOf(placementsOf(first.config, target), releases);
  const state = paths.length === 0 ? first : await readReleaseState(world.github, releases, paths);
  return { state, files: state.files };
}

function changesIn(
  world: World,
  { target, to }: DeployRequest & { readonly to: NonNullable<DeployRequest["to"]> },
  { config, files }: Pick<ReleaseState, "config"> & { readonly files: ReadonlyMap<string, string> },
): readonly Change[] {
  const repository = fullName(world.settings.releases.repository);
  const seen = new Set<string>();
  try {
    return placementsOf(config, target).flatMap((placement) => {
      const key = `${placement.file ?? ""} ${placement.field ?? ""}`;
      // Several clusters may read one value.
      if (placement.file === undefined || seen.has(key)) return [];
      seen.add(key);
      if (
        placement.repository !== undefined &&
        placement.repository.toLowerCase() !== repository.toLowerCase()
      ) {
        throw new Rejected(
          "other repository",
          `${placement.file} is in ${placement.repository}, where this server does not write yet: keep it in ${repository}`,
        );
      }
      return changesOf(placement, { repository, text: files.get(placement.file) }, to);
    });
  } catch (error) {
    if (error instanceof UnusableYaml) throw new Rejected("unusable file", error.message);
    throw error;
  }
}

function refuseByPolicy(world: World, { policy }: ReleaseState, { target, to }: DeployRequest): void {
  if (to?.kind !== "artifactful") return;
  const release = { container: target.config, channel: target.channel, image: to.artifact.image };
  const [problem] = recordProblems(policy, release, world.settings.releases.policy);
  if (problem !== undefined) throw new Rejected("policy", problem.message);
}

/** What else a sync would ship, over all placements. @throws Rejected where the engine refuses for good */
async function alsoShipped(world: World, { config, head }: ReleaseState, { target }: DeployRequest) {
  const nameOf = repositoryNamesAt(world.settings.github.url);
  const companions = new Map<string, Preview["companions"][number]>();
  const unavailable: string[] = [];
  for (const placement of placementsOf(config, target)) {
    const engine = world.engineAt(placement, config);
    try {
      const standing = await step("preview.engine", () => engine.standing());
      if (standing.isAutomatic && config.clusters[placement.cluster]?.auto_sync !== "follow") {
        throw new Rejected(
          "auto-sync on",
          `Argo CD syncs ${placement.application ?? target.config} by itself, so that whatever is pushed ships without a word here: take automated out of its sync policy, or set auto_sync: follow for ${placement.cluster} in db/server.yaml`,
        );
      }
      if (standing.blocked !== undefined) throw new Rejected("blocked", standing.blocked);
      const found = await companionsOf(world, standing, { head, nameOf });
      for (const companion of found.companions) companions.set(companion.sha, companion);
      if (found.unavailable !== undefined) unavailable.push(found.unavailable);
    } catch (error) {
      if (error instanceof EngineRefusal) throw new Rejected(error.code, error.message);
      if (!mayPass(error) || error instanceof Rejected) throw error;
      unavailable.push(`what else would ship is not known: ${messageOf(error)}`);
    }
  }
  return {
    companions: [...companions.values()],
    unavailable: unavailable.length === 0 ? undefined : unavailable.join("; "),
  };
}
