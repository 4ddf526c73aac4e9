import assert from "node:assert/strict";
import type { World } from "./world.ts";

/** The states that GitHub shows for a commit, oldest first: what people see next to it. */
export interface Shown {
  readonly statuses: readonly string[];
  readonly deployments: readonly string[];
}

/** Each state once, and none before it is true. */
export const SUCCEEDS: Shown = { statuses: ["pending", "success"], deployments: ["in_progress", "success"] };
export const FAILS: Shown = { statuses: ["pending", "failure"], deployments: ["in_progress", "failure"] };
export const NOTHING: Shown = { statuses: [], deployments: [] };

/** Of which commit, and under which names. */
export interface Where {
  readonly fullName: string;
  /** 40 hex. */
  readonly sha: string;
  /** The status's. */
  readonly context: string;
  /** The deployments'. */
  readonly environment: string;
}

export function shownAt({ hub }: World, { fullName, sha, context, environment }: Where): Shown {
  const { github } = hub;
  return {
    statuses: github
      .statuses(fullName, sha)
      .filter((found) => found.context === context)
      .map(({ state }) => state)
      .toReversed(),
    deployments: github
      .deployments(fullName)
      .filter((found) => found.sha === sha && found.originalEnvironment === environment)
      .flatMap(({ statuses }) => statuses.map(({ state }) => state).toReversed()),
  };
}

/**
 * Waits until GitHub shows all that is expected, in that order.
 * @throws as soon as it shows something else, or with what it shows when it waits in vain
 */
export async function expectShown(world: World, where: Where, expected: Shown): Promise<void> {
  const what = `GitHub shows ${expected.statuses.join(", ")} at ${where.sha.slice(0, 7)}`;
  const ended = world.until(what, async () => {
    const shown = shownAt(world, where);
    const fields = ["statuses", "deployments"] as const;
    const mayBecome = fields.every((field) => isStartOf(shown[field], expected[field]));
    const isAll = fields.every((field) => shown[field].length === expected[field].length);
    return mayBecome && !isAll ? undefined : shown;
  });
  const shown = await ended.catch((cause: unknown) => {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${text} It shows ${told(shownAt(world, where))}.`, { cause });
  });
  assert.deepEqual(shown, expected, `GitHub shows ${told(shown)}, instead of ${told(expected)}.`);
}

const told = ({ statuses, deployments }: Shown): string =>
  `statuses: ${statuses.join(", ") || "none"}; deployments: ${deployments.join(", ") || "none"}`;

const isStartOf = (states: readonly string[], all: readonly string[]): boolean =>
  states.every((state, at) => state === all[at]);
