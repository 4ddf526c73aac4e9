import { placementsOf } from "../../../lib/deploys/config/server-config.ts";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import { readBranch, type BranchFiles } from "../../../lib/github/branch/read-branch.ts";
import { request } from "../../../lib/github/github-repository.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { Rejected } from "../rejected.ts";
import { memoryOf } from "../remembered.ts";
import { desiredIn } from "../targets/artifact.ts";
import { releaseFilesOf } from "../targets/placement.ts";
import { driftOf } from "../worker/target-file.ts";
import { changesIn } from "../worker/target-files.ts";
import { NOTHING_UNDONE } from "../worker/undeployed-before.ts";
import type { World } from "../world.ts";

/** By the branch's head, which has one text of each file for ever. */
const read = memoryOf<BranchFiles>({ ms: 600_000, most: 4 });

/**
 * Where the files in the release repository say another version than the ledger, by target: one request to GitHub for a
 * head of the branch. Files in other repositories are looked at when something is deployed.
 */
export async function driftIn(
  world: World,
  state: ReleaseState,
  targets: readonly Target[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { releases } = world.settings;
  const paths = Object.values(state.config.targets).flatMap((placements) =>
    releaseFilesOf(placements, releases),
  );
  const files = await readFiles(world, state, [...new Set(paths)].toSorted());
  const seen = files && { ...state, files };
  return new Map(
    targets.map((target) => [targetKey(target), seen === undefined ? [] : driftAt(world, seen, target)]),
  );
}

/** Undefined where the branch has moved on: what the ledger said before is not held against newer files. */
async function readFiles(
  world: World,
  { head }: ReleaseState,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string> | undefined> {
  if (paths.length === 0) return new Map();
  const { repository: name, branch } = world.settings.releases;
  const found = await read(world).of(head, world.clock.now().getTime(), async () => {
    const repository = await world.github.at(name);
    const attempt = { doing: `read ${branch}`, permission: "contents: read" };
    return request(repository, attempt, () => readBranch(repository, { branch, paths }));
  });
  return found.head === head ? found.files : undefined;
}

function driftAt(world: World, state: ReleaseState, target: Target): readonly string[] {
  const { releases } = world.settings;
  const desired = desiredIn(state, target);
  const placements = placementsOf(state.config, target).filter(
    (placement) => releaseFilesOf([placement], releases).length > 0,
  );
  if (desired.kind !== "artifactful" || placements.length === 0) return [];
  try {
    const changes = changesIn(
      world,
      { state, placements, elsewhere: undefined, texts: new Map() },
      { target, to: desired, undone: NOTHING_UNDONE },
    );
    const drift = driftOf(changes, { from: desired, to: desired });
    return drift === undefined ? [] : [drift];
  } catch (error) {
    // A file that is not there, or lacks the field, is what the next deploy is refused with.
    if (error instanceof Rejected) return [error.message];
    throw error;
  }
}
