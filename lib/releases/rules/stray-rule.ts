import type { PathSegment } from "../documents/schema-problems.ts";

/** A rule of the policy, or a lock, that concerns nothing, such as a misspelt freeze. */
export interface StrayRule {
  readonly segments: readonly PathSegment[];
  readonly message: string;
}
