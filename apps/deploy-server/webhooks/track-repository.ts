import { repositoryFacts } from "../../../lib/github/commits/repository-facts.ts";
import { codeOf } from "../../../lib/github/failure/failure.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import {
  findRepository,
  saveRepository,
  seeRepository,
  setReachable,
  type Repository,
} from "../../../lib/store/repositories.ts";
import { step } from "../../../lib/store/step.ts";
import type { World } from "../world.ts";
import { repositoryIn } from "./payload.ts";

/**
 * Notes the repository of an event. Of one that is called otherwise than the store has it, or has another default
 * branch, GitHub is asked: the event may be the older of the two.
 * @returns as it is now; undefined for an event that is not about a repository
 */
export async function trackRepository(world: World, body: unknown): Promise<Repository | undefined> {
  const told = repositoryIn(body);
  if (told === undefined) return undefined;
  const seen = await seeRepository(world.db, told);
  return seen === "differs" ? askForRepository(world, told) : told;
}

/** Takes over what GitHub says of a repository now; by whichever of its names it is found. */
export async function askForRepository(world: World, told: Repository): Promise<Repository> {
  const known = await findRepository(world.db, told.id);
  const names = [...new Set([told.name, known?.name ?? told.name])];
  for (const name of names) {
    const found = await factsOf(world, name);
    // Another repository may have taken the name.
    if (found?.id !== told.id) continue;
    const repository = {
      id: found.id,
      name: found.fullName,
      defaultBranch: found.defaultBranch,
      isArchived: found.isArchived,
    };
    await saveRepository(world.db, repository);
    return repository;
  }
  await setReachable(world.db, [told.id], false);
  return known ?? told;
}

/** Where the App cannot look: the repository is gone, or somebody has taken it from the App. */
const UNSEEN: ReadonlySet<string> = new Set([
  "not-found",
  "app-not-installed",
  "app-not-on-repository",
  "app-suspended",
]);

async function factsOf(world: World, name: string) {
  try {
    const repository = await step("repository.find", () => world.github.at(repositoryNamed(name)));
    return await step("repository.read", () => repositoryFacts(repository));
  } catch (error) {
    if (UNSEEN.has(codeOf(error) ?? "")) return undefined;
    throw error;
  }
}
