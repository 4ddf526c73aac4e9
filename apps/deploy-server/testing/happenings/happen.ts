import { seededRandom, type TestGitHub } from "@release-channels/sandbox";
import { createBranch, deleteBranch, forceBranch, push } from "./branches.ts";
import { check, run, runAgain, status } from "./builds.ts";
import { pick, type Place, type Random, type Turn } from "./place.ts";
import { pullRequest } from "./pull-requests.ts";
import { archive, rename, transfer } from "./repositories.ts";

/** What is to happen in GitHub. */
export interface Happenings {
  readonly repositories: readonly string[];
  /** How many acts; most of them make one to four events. */
  readonly acts: number;
  readonly seed: number;
  /** Lets a second pass in GitHub. */
  readonly tick: () => void;
  /** Called after each act. */
  readonly settle: () => Promise<void>;
}

type Act = (turn: Turn) => Promise<void> | void;

/** What happens, and how often of a hundred. */
const ACTS: readonly (readonly [times: number, act: Act])[] = [
  [25, push],
  [7, createBranch],
  [5, deleteBranch],
  [6, forceBranch],
  [2, rename],
  [2, transfer],
  [2, archive],
  [10, pullRequest],
  [15, run],
  [6, runAgain],
  [8, check],
  [12, status],
];
const TIMES = ACTS.reduce((sum, [times]) => sum + times, 0);

/**
 * Lets things happen in repositories, all by real git: pushes, of which some change, break, rename or delete deploy
 * configs, branches that come, go and are forced back, pull requests, repositories that are renamed, transferred and
 * archived, runs and checks that are run again, and statuses.
 */
export async function happen(
  github: TestGitHub,
  { repositories, acts, seed, tick, settle }: Happenings,
): Promise<void> {
  const random = seededRandom(seed);
  const places: Place[] = [];
  for (const repository of repositories) {
    const heads = new Map([["main", (await github.tip(repository)) ?? ""]]);
    places.push({ repository, isArchived: false, heads, runs: [], checks: [] });
  }
  for (let act = 0; act < acts; act += 1) {
    const place = pick(random, places);
    // Nothing else can happen to it.
    const next = place.isArchived ? archive : actBy(random);
    await next({ github, place, random, act, tick });
    await settle();
  }
}

function actBy(random: Random): Act {
  let left = random() * TIMES;
  const found = ACTS.find(([times]) => (left -= times) < 0);
  return found?.[1] ?? push;
}
