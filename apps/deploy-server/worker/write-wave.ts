import { isWrittenInWave } from "../../../lib/deploys/config/waves.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { fullName } from "../../../lib/github/repository.ts";
import type { Lease } from "../../../lib/store/lease.ts";
import type { OwnCommit } from "../../../lib/store/own-commits.ts";
import { isoTime } from "../clock.ts";
import { releasePaths, releaseStateOf, type ReleaseState } from "../github/release-files.ts";
import type { World } from "../world.ts";
import { confirmedChanges } from "./confirmed-changes.ts";
import type { Outcome } from "./outcome.ts";
import { refuseHalted } from "./rules.ts";
import { compare } from "./sync.ts";
import { isElsewhere, readTargetFiles } from "./target-files.ts";
import { undeployedBefore } from "./undeployed-before.ts";
import { commitFiles, type CommitGuard } from "./write-files.ts";

/**
 * After the commit, and after the wave before: writes this wave's file, where its cluster would have taken it at once had it
 * been there before, and lets the cluster compare.
 */
export async function compareInTurn(
  world: World,
  request: DeployRequest,
  lease: Lease<string>,
): Promise<Outcome> {
  const written = await writeWave(world, request);
  if (written === undefined) return compare(world, request, lease);
  const outcome = await compare(world, { ...request, waveCommit: written.sha }, lease);
  if (outcome.kind === "wait") return outcome;
  const { event } = outcome;
  return {
    ...outcome,
    event: event.type === "compared" ? { ...event, waveCommit: written.sha } : event,
    commits: [written],
  };
}

/** @returns its commit, which an earlier attempt may have made; undefined where nothing is left to write @throws Rejected */
async function writeWave(world: World, request: DeployRequest): Promise<OwnCommit | undefined> {
  const { id, wave, waveCommit } = request;
  if (wave === 0 || waveCommit !== undefined) return undefined;
  const files = await readTargetFiles(world, request);
  const placement = files.placements[wave];
  if (placement === undefined || !isWrittenInWave(files.state.config, placement, wave)) return undefined;
  const placements = [placement];
  const undone = await undeployedBefore(world, request);
  confirmedChanges(world, { ...files, placements }, { request, undone });
  const { repository: releases, branch } = world.settings.releases;
  const other = isElsewhere(world, placement) ? files.elsewhere : undefined;
  const place = other ?? { repository: fullName(releases), branch };
  const guard = guardOf(world, request, other === undefined ? undefined : files.state);
  const sha = await commitFiles(world, request, { ...place, placements, wave, guard });
  return { repository: place.repository, sha, requestId: id, role: "target" };
}

/**
 * Its cluster takes what is in git, so that the commit is the deploy.
 * @param state of the release repository, where the commit lands in another one
 */
function guardOf({ settings, clock }: World, request: DeployRequest, state?: ReleaseState): CommitGuard {
  const { releases } = settings;
  return {
    paths: state === undefined ? releasePaths(releases) : [],
    refuse: (seen) => refuseHalted(state ?? releaseStateOf(releases, seen), request, isoTime(clock)),
  };
}
