import { readMatrix, renderMatrix } from "../matrix/matrix.ts";
import { SHOP } from "../matrix/shop.ts";
import { playStory } from "../matrix/story.ts";
import type { Screen } from "./screen.ts";
import type { World } from "./world.ts";

/** Plays all cases of the status matrix, and prints it. */
export async function statusMatrix(world: World, screen: Screen): Promise<void> {
  screen.act(
    `${SHOP} prepares its release data: pushes that succeed, fail and are cancelled, and a pull request`,
  );
  const { github, runner } = world;
  const commits = await playStory(github, runner);
  const titles = new Map(Object.entries(commits).map(([title, sha]) => [sha, TITLES.get(title) ?? title]));
  const matrix = readMatrix(github, SHOP, Object.values(commits));
  screen.line("\n  What GitHub shows for them:\n");
  screen.block(renderMatrix(matrix, (sha) => `${sha.slice(0, 7)} ${titles.get(sha) ?? ""}`.trim()));
}

/** The matrix's names for the story's commits. */
const TITLES = new Map([
  ["good", "(a push)"],
  ["broken", "(data that is broken)"],
  ["slow", "(cancelled, then run again)"],
  ["firstOfRequest", "(first commit)"],
  ["secondOfRequest", "(second commit)"],
]);
