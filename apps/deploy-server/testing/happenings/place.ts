import type { TestGitHub } from "@release-channels/sandbox";

/** A repository as the generator has it. */
export interface Place {
  /** `owner/name` as it is called now. */
  repository: string;
  isArchived: boolean;
  /** The heads of its branches. */
  readonly heads: Map<string, string>;
  /** The numbers of its workflow runs. */
  readonly runs: number[];
  /** Its checks of other Apps. */
  readonly checks: KnownCheck[];
}

export interface KnownCheck {
  readonly suite: number;
  readonly branch: string;
  readonly sha: string;
  readonly name: string;
}

export type Random = () => number;

/** One act of the generator. */
export interface Turn {
  readonly github: TestGitHub;
  readonly place: Place;
  readonly random: Random;
  /** Its number. */
  readonly act: number;
  /** Lets a second pass in GitHub: what ends twice does not do so in one and the same. */
  readonly tick: () => void;
}

/** @throws where there is nothing to choose from */
export function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error("there is nothing to choose from");
  return found;
}

/** A branch with its head. */
export function pickHead({ place, random }: Turn): readonly [branch: string, sha: string] {
  return pick(random, [...place.heads]);
}
