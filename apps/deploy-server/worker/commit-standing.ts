import type { Placement } from "../../../lib/deploys/config/server-config.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { compareCommits } from "../../../lib/github/commits/ancestry.ts";
import { filesAt } from "../../../lib/github/commits/files-at.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import { UnusableYaml } from "../../../lib/manifests/yaml-value.ts";
import { step } from "../../../lib/store/step.ts";
import type { CommitStanding } from "../engines/engine.ts";
import { fileRepository } from "../targets/placement.ts";
import type { World } from "../world.ts";
import { withChanges } from "./target-file.ts";

/** Two commits of the repository in which a placement's file is. */
export interface TwoCommits {
  readonly placement: Placement;
  /** The request's: 40 hex. */
  readonly commit: string;
  readonly other: string;
}

/** Whether a commit comes after the request's, and its file still says what the request has written: two requests at most. */
export async function commitStanding(
  world: World,
  { shown }: Pick<DeployRequest, "shown">,
  { placement, commit, other }: TwoCommits,
): Promise<CommitStanding> {
  const { file } = placement;
  const name = fileRepository(placement, world.settings.releases);
  const repository = await step("standing.repository", () => world.github.at(repositoryNamed(name)));
  const status = await step("standing.compare", () => compareCommits(repository, commit, other));
  if (status !== "ahead") return "not later";
  if (file === undefined) return "says the same";
  const texts = await step("standing.read file", () => filesAt(repository, other, [file]));
  const text = texts.get(file);
  const changes = shown?.changes.filter((one) => one.file === file && one.repository === name) ?? [];
  return text !== undefined && saysAll(text, changes) ? "says the same" : "says another";
}

/** Nothing is left to change in a file that says it. */
function saysAll(text: string, changes: Parameters<typeof withChanges>[1]): boolean {
  try {
    return withChanges(text, changes) === text;
  } catch (error) {
    if (error instanceof UnusableYaml) return false;
    throw error;
  }
}
