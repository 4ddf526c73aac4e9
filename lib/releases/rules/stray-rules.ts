import { rulesOf } from "./policy.ts";
import type { Database, Policy } from "../generated/schema.generated.ts";

/** A rule of the policy that concerns nothing, such as a misspelt freeze. */
export interface StrayRule {
  readonly segments: readonly [list: string, index: number, field: string];
  readonly message: string;
}

/** The freezes that name a container or channel that neither the policy nor the database knows. */
export function strayRules(policy: Policy, { releases }: Database): readonly StrayRule[] {
  const containers = new Set(releases.map(({ container }) => container));
  const channels = new Set([...(policy.channels ?? []), ...releases.map(({ channel }) => channel)]);
  return (policy.freezes ?? []).flatMap(({ container, channel }, index): readonly StrayRule[] => {
    const found: StrayRule[] = [];
    if (container !== undefined && !containers.has(container) && rulesOf(policy, container) === undefined) {
      const message = `freezes[${index}].container is ${container}, which neither the policy nor the database knows: the freeze holds nothing. Correct the name, or take it out`;
      found.push({ segments: ["freezes", index, "container"], message });
    }
    if (!channels.has(channel)) {
      const message = `freezes[${index}].channel is ${channel}, which neither the policy nor the database knows: the freeze holds nothing. Correct the name, or take it out`;
      found.push({ segments: ["freezes", index, "channel"], message });
    }
    return found;
  });
}
