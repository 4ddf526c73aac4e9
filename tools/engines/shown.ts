import assert from "node:assert/strict";
import type { World } from "./world.ts";

/** The states that GitHub shows for a commit, the oldest first: what people see beside it. */
export interface Shown {
  readonly statuses: readonly string[];
  readonly deployments: readonly string[];
}

/** @param what the status's context, and the deployments' environment */
export function shownAt(
  { hub }: World,
  fullName: string,
  sha: string,
  what: { readonly context: string; readonly environment: string },
): Shown {
  const { github } = hub;
  return {
    statuses: github
      .statuses(fullName, sha)
      .filter(({ context }) => context === what.context)
      .map(({ state }) => state)
      .toReversed(),
    deployments: github
      .deployments(fullName)
      .filter((found) => found.sha === sha && found.originalEnvironment === what.environment)
      .flatMap(({ statuses }) => statuses.map(({ state }) => state).toReversed()),
  };
}

/** Waits until GitHub shows that state last, for both, and then holds the whole way there against what is expected. */
export async function expectShown(
  world: World,
  {
    fullName,
    sha,
    ...what
  }: {
    readonly fullName: string;
    readonly sha: string;
    readonly context: string;
    readonly environment: string;
  },
  expected: Shown,
): Promise<void> {
  const look = (): Shown => shownAt(world, fullName, sha, what);
  await world.until(`GitHub shows ${expected.statuses.at(-1)} at ${sha.slice(0, 7)}`, async () => {
    const { statuses, deployments } = look();
    const isThere =
      statuses.at(-1) === expected.statuses.at(-1) && deployments.at(-1) === expected.deployments.at(-1);
    return isThere ? true : undefined;
  });
  assert.deepEqual(look(), expected);
}
