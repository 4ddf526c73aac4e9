import { pathText, type PathSegment } from "../documents/schema-problems.ts";
import type { Database, Policy } from "../generated/schema.generated.ts";
import { mentionedChannels, rulesOf } from "./policy.ts";
import { matchesNothing } from "./ref-pattern.ts";

/** A rule of the policy that concerns nothing, such as a misspelt freeze. */
export interface StrayRule {
  readonly segments: readonly PathSegment[];
  readonly message: string;
}

/**
 * The rules that name a container or channel that neither the policy nor the database knows, or a ref that no build can
 * have.
 */
export function strayRules(policy: Policy, database: Database): readonly StrayRule[] {
  return [...strayContainers(policy, database), ...strayChannels(policy, database), ...strayRefs(policy)];
}

const UNKNOWN = "which neither the policy nor the database knows";
const REMEDY = "Correct the name, or take it out";

function strayContainers(policy: Policy, { releases }: Database): readonly StrayRule[] {
  const known = new Set(releases.map(({ container }) => container));
  return (policy.freezes ?? []).flatMap(({ container }, index): readonly StrayRule[] => {
    if (container === undefined || known.has(container) || rulesOf(policy, container) !== undefined)
      return [];
    const message = `freezes[${index}].container is ${container}, ${UNKNOWN}: the freeze holds nothing. ${REMEDY}`;
    return [{ segments: ["freezes", index, "container"], message }];
  });
}

/** Where the policy lists its channels, another one is an error by itself. */
function strayChannels(policy: Policy, { releases }: Database): readonly StrayRule[] {
  const known = new Set([...(policy.channels ?? []), ...releases.map(({ channel }) => channel)]);
  return mentionedChannels(policy)
    .filter(([, channel]) => !known.has(channel))
    .map(([segments, channel]) => {
      const consequence =
        segments[0] === "freezes" ? "the freeze holds nothing" : "the rule concerns nothing";
      return {
        segments,
        message: `${pathText(segments)} is ${channel}, ${UNKNOWN}: ${consequence}. ${REMEDY}`,
      };
    });
}

function strayRefs({ containers = {} }: Policy): readonly StrayRule[] {
  return Object.entries(containers).flatMap(([container, { refs = {} }]) =>
    Object.entries(refs).flatMap(([channel, patterns]) =>
      patterns.flatMap((pattern, index): readonly StrayRule[] => {
        if (!matchesNothing(pattern)) return [];
        const segments = ["containers", container, "refs", channel, index];
        const message = `${pathText(segments)} is ${pattern}, which no branch and no tag can match: it lets nothing in. Write a branch such as release/*, or refs/tags/v*`;
        return [{ segments, message }];
      }),
    ),
  );
}
