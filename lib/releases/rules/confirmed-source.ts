import { rulesOf } from "./policy.ts";
import type { Policy, Release, Source } from "../generated/schema.generated.ts";

/**
 * The build that a dispatch comes from, where that is more than a claim: a token proved it, or the policy names its
 * repository for every container of the dispatch. What we say of a commit goes there and nowhere else: a claim alone
 * would let anyone who may dispatch speak on every repository that our App reaches.
 */
export function confirmedSource<S extends Pick<Source, "repository">>(
  policy: Policy,
  { releases, source }: { readonly releases: readonly Pick<Release, "container">[]; readonly source?: S },
  isProved: boolean,
): S | undefined {
  if (source === undefined || isProved) return source;
  // GitHub's owners and names ignore case.
  const claimed = source.repository.toLowerCase();
  const isNamed = releases.every(
    ({ container }) => rulesOf(policy, container)?.repository?.name.toLowerCase() === claimed,
  );
  return isNamed ? source : undefined;
}
