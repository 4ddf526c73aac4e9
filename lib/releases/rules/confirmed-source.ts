import { isSameRepository } from "../documents/repository-name.ts";
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
  const isNamed = releases.every(({ container }) => {
    const name = rulesOf(policy, container)?.repository?.name;
    return name !== undefined && isSameRepository(name, source.repository);
  });
  return isNamed ? source : undefined;
}
