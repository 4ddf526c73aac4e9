import { splitImage, withoutDigest } from "../documents/image.ts";
import type { Policy, ReleaseRecord } from "../generated/schema.generated.ts";
import type { SourcedRelease } from "../rules/apply.ts";
import { recordProblems } from "../rules/policy-problems.ts";

/** What to roll back to. */
export type RollbackTarget =
  | { readonly kind: "previous" }
  | { readonly kind: "image"; readonly image: string; readonly digest?: string | undefined }
  /** A commit of the release repository, by its full or abbreviated id. */
  | { readonly kind: "commit"; readonly revision: string };

/** Reads `previous`, an image with its tag, or a commit id. @returns undefined for anything else */
export function parseTarget(text: string): RollbackTarget | undefined {
  if (text === "previous") return { kind: "previous" };
  if (/^[0-9a-f]{7,40}$/.test(text)) return { kind: "commit", revision: text };
  if (splitImage(text).tag === undefined) return undefined;
  return { kind: "image", ...withoutDigest({ image: text }) };
}

/** A record as a new release: what ran, without when and by whom. */
export function releasedAgain({ container, channel, image, digest, source }: ReleaseRecord): SourcedRelease {
  return {
    container,
    channel,
    image,
    ...(digest !== undefined && { digest }),
    ...(source !== undefined && { source }),
  };
}

/**
 * The policy's objections to a rollback. `channels`, `allow_unlisted` and `image` apply, because a record that violates
 * them is invalid. `repository` and `refs` do not: they accepted the release when it was made.
 */
export function rollbackProblems(
  policy: Policy,
  releases: readonly SourcedRelease[],
  policyPath: string,
): readonly string[] {
  return releases.flatMap((release) =>
    recordProblems(policy, release, policyPath).map(({ message }) => message),
  );
}
