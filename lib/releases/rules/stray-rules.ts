import { pathText } from "../documents/schema-problems.ts";
import type { Database, Policy } from "../generated/schema.generated.ts";
import { mentionedChannels, rulesOf } from "./policy.ts";
import { matchesNothing } from "./ref-pattern.ts";
import { strayBuildRules } from "./stray-build-rules.ts";
import type { StrayRule } from "./stray-rule.ts";

/**
 * The rules that name a container or channel that neither the policy nor the database knows, a container that has no
 * release, a ref, workflow or event that no build can have, or a time that is over.
 * @param at now: ISO 8601 in UTC
 */
export function strayRules(policy: Policy, database: Database, at: string): readonly StrayRule[] {
  return [
    ...strayContainers(policy, database),
    ...unreleasedContainers(policy, database),
    ...strayChannels(policy, database),
    ...strayRefs(policy),
    ...strayBuildRules(policy),
    ...endedFreezes(policy, at),
  ];
}

const UNKNOWN = "which is neither in the policy nor in the database";
const REMEDY = "Correct the name, or remove it";

function strayContainers(policy: Policy, { releases }: Database): readonly StrayRule[] {
  const known = new Set(releases.map(({ container }) => container));
  return (policy.freezes ?? []).flatMap(({ container }, index): readonly StrayRule[] => {
    if (container === undefined || known.has(container) || rulesOf(policy, container) !== undefined)
      return [];
    const message = `freezes[${index}].container is ${container}, ${UNKNOWN}: the freeze holds nothing. ${REMEDY}`;
    return [{ segments: ["freezes", index, "container"], message }];
  });
}

/** One that is misspelt looks like one that is yet to come. */
function unreleasedContainers({ containers = {} }: Policy, { releases }: Database): readonly StrayRule[] {
  const released = new Set(releases.map(({ container }) => container));
  return Object.keys(containers)
    .filter((container) => !released.has(container))
    .map((container) => {
      const segments = ["containers", container];
      const message = `${pathText(segments)} has no release in the database, so its rules concern nothing yet. Correct the name if it is misspelt; with its first release, this warning goes away`;
      return { segments, message };
    });
}

/** Where the policy lists its channels, another one is an error by itself. */
function strayChannels(policy: Policy, { releases }: Database): readonly StrayRule[] {
  const known = new Set([...(policy.channels ?? []), ...releases.map(({ channel }) => channel)]);
  return mentionedChannels(policy)
    .filter(([, channel]) => !known.has(channel))
    .map(([segments, channel]) => {
      const consequence = segments[0] === "freezes" ? "the freeze holds nothing" : "the rule matches nothing";
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
        const message = `${pathText(segments)} is ${pattern}, which no branch or tag can match, so it allows nothing. Give a branch such as release/*, or refs/tags/v*`;
        return [{ segments, message }];
      }),
    ),
  );
}

/** The year of a freeze is easily the wrong one. */
function endedFreezes({ freezes = [] }: Policy, at: string): readonly StrayRule[] {
  return freezes.flatMap(({ until }, index): readonly StrayRule[] => {
    if (until === undefined || Date.parse(until) > Date.parse(at)) return [];
    const segments = ["freezes", index, "until"];
    const message = `${pathText(segments)} is ${until}, which is over: the freeze holds nothing. Correct the time, or take the freeze out`;
    return [{ segments, message }];
  });
}
