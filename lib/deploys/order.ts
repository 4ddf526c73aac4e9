import type { Build } from "../releases/generated/schema.generated.ts";
import { compareBuilds } from "../releases/rules/build-order.ts";

/**
 * How one commit stands to another in the history, as GitHub's comparison says it (`behind`, `ahead`, `identical`,
 * `diverged`). `unknown`: one of them is gone, or could not be looked up.
 */
export type Ancestry = "ancestor" | "descendant" | "same" | "diverged" | "unknown";

/** GitHub's `status` of comparing `base...head`, as what the head is to the base. */
export function ancestryOf(status: string): Ancestry {
  switch (status) {
    case "identical":
      return "same";
    case "ahead":
      return "descendant";
    case "behind":
      return "ancestor";
    case "diverged":
      return "diverged";
    default:
      return "unknown";
  }
}

/** A build of a commit. */
export interface BuiltCommit {
  readonly sha: string;
  /** Undefined where no run is known to have built it. */
  readonly build: Build | undefined;
}

/** Whether what was built may take the place of what is desired, without a person having said so. */
export type Succession =
  | { readonly follows: true }
  | { readonly follows: false; readonly because: "older" | "same" | "diverged" | "unknown" };

/**
 * Older means ancestry, never time. Of one commit built twice the later run, or the later attempt, is the newer.
 * @param ancestry what the new commit is to the one that is desired
 */
export function succeeds(next: BuiltCommit, desired: BuiltCommit, ancestry: Ancestry): Succession {
  switch (ancestry) {
    case "descendant":
      return { follows: true };
    case "same": {
      const age = compareBuilds(next.build, desired.build);
      if (age === undefined) return { follows: false, because: "unknown" };
      return age > 0 ? { follows: true } : { follows: false, because: age === 0 ? "same" : "older" };
    }
    case "ancestor":
      return { follows: false, because: "older" };
    default:
      return { follows: false, because: ancestry };
  }
}

/** A push, as GitHub's webhook tells it; 40 zeros stand for no commit. */
export interface Push {
  readonly before: string;
  readonly after: string;
  readonly forced: boolean;
}

export const NO_COMMIT = "0".repeat(40);

/**
 * What a push means for the head that is known of its branch. Webhooks come late, twice and in any order: only a push
 * that begins where we are may be applied as it stands; for all others the branch itself has to be asked.
 * @param head the stored head; undefined where the branch is not known yet
 * @param isContinued whether a push that begins where this one ends came already: a branch that was forced back would
 *   otherwise be put forward again by the push before
 */
export function applyPush(
  head: string | undefined,
  { before, after }: Push,
  isContinued: boolean,
): "apply" | "known" | "read head" {
  if (isContinued) return "read head";
  if (after === (head ?? NO_COMMIT)) return "known";
  return before === (head ?? NO_COMMIT) ? "apply" : "read head";
}
