import { isExactVersion } from "../../../lib/deploys/flux/chart-version.ts";
import type { Wish } from "../../../lib/deploys/request.ts";
import type { Target } from "../../../lib/deploys/target.ts";

/** A deploy, as somebody has typed it. */
export interface TypedDeploy {
  readonly target: Target;
  readonly wish: Wish;
  readonly why: string;
}

/** What one word can name. */
type TypedWish = Extract<Wish, { by: "branch" | "pull request" | "commit" | "version" }>;

const COMMIT = /^[0-9a-f]{7,40}$/;

/**
 * Reads `<app> <what> to <channel>`, `<app> config <commit> to <channel>`, `<app> <what> config <commit> to <channel>` and
 * `<app> to <channel>`, each with a reason after it.
 * @param usage how it is written, for messages
 * @returns what is wrong with it, where it is none
 */
export function parseDeploy(words: readonly string[], usage: string): TypedDeploy | string {
  const [config = "", ...after] = words;
  const at = placeOfTo(after);
  const channel = after[at + 1];
  if (after.length === 0) return `${config} alone says neither what to deploy nor where: write ${usage}`;
  if (at === -1 || channel === undefined) {
    return `it does not say to which channel, and no channel is ever a default: write ${usage}`;
  }
  const wish = wishIn(after.slice(0, at));
  if (typeof wish === "string") return wish;
  const rest = after.slice(at + 2);
  const isOlder = wish.by === "version" && rest[0]?.toLowerCase() === "downgrade";
  const [because, ...reason] = isOlder ? rest.slice(1) : rest;
  if (because !== undefined && because.toLowerCase() !== "because") {
    return `"${rest.join(" ")}" comes after the channel: leave it out, or write because before it`;
  }
  return {
    target: { config, channel },
    wish: isOlder ? { ...wish, isOlder } : wish,
    why: reason.join(" "),
  };
}

/** The word `to` before the channel; a branch may be called so, too. @returns -1 where there is none in its place */
function placeOfTo(words: readonly string[]): number {
  const isTo = (at: number): boolean => words[at]?.toLowerCase() === "to";
  const isConfig = (at: number): boolean => words[at]?.toLowerCase() === "config";
  if (isConfig(0) && isTo(2)) return 2;
  if (isConfig(1) && isTo(3)) return 3;
  return [1, 0].find(isTo) ?? -1;
}

/**
 * Reads `<what>`, `<what> config <commit>`, `config <commit>`, or nothing: the head of the branch that a config without an
 * artifact follows. @returns what is wrong with it, where it names nothing
 */
export function wishIn(words: readonly string[]): Wish | string {
  const [what, second, third] = words;
  if (what === undefined) return { by: "config" };
  if (second === undefined) return wishOf(what);
  const sha = third ?? second;
  if (!COMMIT.test(sha)) {
    return `"${sha}" after config is no commit: write 7 or more of its digits, such as config 1a2b3c4`;
  }
  if (third === undefined) return { by: "config", sha };
  const wish = wishOf(what);
  return wish.by === "version"
    ? `${what} is a version of a chart, and no config goes with it: leave config ${sha} out`
    : { ...wish, configSha: sha };
}

/** `#12`, a commit's digits, a version, or a branch. Of a branch that looks like a commit, the full name says which: `refs/heads/…`. */
export function wishOf(what: string): TypedWish {
  const [, number] = /^#(\d{1,9})$/.exec(what) ?? [];
  if (number !== undefined) return { by: "pull request", number: Number(number) };
  const [, repository, at] = /^https?:\/\/[^/]+\/([^/]+\/[^/]+)\/pull\/(\d{1,9})(?:\/\w*)?$/.exec(what) ?? [];
  if (repository !== undefined) return { by: "pull request", number: Number(at), repository };
  if (COMMIT.test(what)) return { by: "commit", sha: what };
  if (isExactVersion(what)) return { by: "version", version: what };
  return { by: "branch", branch: what.replace(/^refs\/heads\//, "") };
}
