import type { ReceivedDispatch } from "../documents/dispatch.ts";
import type { Problem } from "../documents/problem.ts";
import type { Release } from "../generated/schema.generated.ts";

/**
 * What a build vouches for when it proves where a dispatch comes from: the dispatch's id and its releases, as one text
 * that is the same on both sides. The source is not in it: the proof itself names it.
 */
export function vouchedContent(dispatchId: string, releases: readonly Release[]): string {
  return JSON.stringify([
    dispatchId.toLowerCase(),
    releases.map(({ container, channel, image, digest }) => [container, channel, image, digest ?? null]),
  ]);
}

/** What a dispatch lacks that comes without a proof of its source, one problem for each release that needs one. */
export function missingProvenance(
  { releases, provenance }: ReceivedDispatch,
  isRequired: (release: Release) => boolean,
): readonly Problem[] {
  if (provenance !== undefined) return [];
  return releases.flatMap((release, index) => {
    if (!isRequired(release)) return [];
    const message = `releases[${index}], ${release.container} in ${release.channel}, needs provenance, and the dispatch has none: release it with trigger-dispatch in a job with the permission id-token: write`;
    return [{ path: `releases[${index}]`, message }];
  });
}
