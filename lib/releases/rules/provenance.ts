import type { ReceivedDispatch } from "../documents/dispatch.ts";
import type { Problem } from "../documents/problem.ts";
import type { Release } from "../generated/schema.generated.ts";

/**
 * What a build vouches for when it proves the source of a dispatch: the dispatch's id and its releases, as a text that
 * is the same on both sides. The source is left out because the proof itself names it.
 */
export function vouchedContent(dispatchId: string, releases: readonly Release[]): string {
  return JSON.stringify([
    dispatchId.toLowerCase(),
    releases.map(({ container, channel, image, digest }) => [container, channel, image, digest ?? null]),
  ]);
}

/** Problems of a dispatch without a proof of its source: one for each release that needs a proof. */
export function missingProvenance(
  { releases, provenance }: ReceivedDispatch,
  isRequired: (release: Release) => boolean,
): readonly Problem[] {
  if (provenance !== undefined) return [];
  return releases.flatMap((release, index) => {
    if (!isRequired(release)) return [];
    const message = `releases[${index}], ${release.container} in ${release.channel}, needs provenance, but the dispatch has none: release it with trigger-dispatch in a job with the permission id-token: write`;
    return [{ path: `releases[${index}]`, message }];
  });
}
