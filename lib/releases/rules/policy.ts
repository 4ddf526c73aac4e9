import { existsInCalendar } from "../documents/calendar.ts";
import { located, parseJson } from "../documents/json-text.ts";
import { InvalidDocument, requireValid } from "../documents/problem.ts";
import {
  policySchemaProblems,
  problemAt,
  type PathSegment,
  type SchemaProblem,
} from "../documents/schema-problems.ts";
import type { BuildRules, ContainerRules, Freeze, Policy, Release } from "../generated/schema.generated.ts";
import { isTimeZone, spansAround } from "./weekly-window.ts";

/** The policy that applies if there is no policy file: everything is allowed. */
export const OPEN_POLICY: Policy = { version: 1 };

/**
 * Parses the policy file. Unknown fields, repeated names and channels that do not exist are errors, because a typo must
 * not allow anything.
 * @param document its path, for messages
 * @throws InvalidDocument with line and column
 */
export function parsePolicy(text: string, document: string): Policy {
  const data = parseJson(text, document);
  const wrong = policySchemaProblems(data);
  if (!isReadable(data, wrong)) throw new InvalidDocument(document, located(text, wrong));
  requireValid(document, located(text, [...wrong, ...contradictions(data)]));
  return data;
}

/** Whether the data has a policy's shape, apart from unknown fields. */
function isReadable(_data: unknown, wrong: readonly SchemaProblem[]): _data is Policy {
  return wrong.every(({ isUnknownField }) => isUnknownField);
}

/** The default path of the policy. A release repository may have none there. */
const DEFAULT_POLICY_PATH = "db/policy.json";

/** A policy that was named must exist: a misspelt path must not allow everything. @throws InvalidDocument */
export function refuseMissing(document: string): void {
  if (document === DEFAULT_POLICY_PATH) return;
  const message = "it does not exist, but the input policy names it: correct the input, or commit the file";
  throw new InvalidDocument(document, [{ path: "", message }]);
}

/** @returns undefined if the policy does not list the container */
export function rulesOf({ containers = {} }: Policy, container: string): ContainerRules | undefined {
  // `constructor` is a valid container name, and a property of every object.
  return Object.hasOwn(containers, container) ? containers[container] : undefined;
}

/** Whether a release must prove its build: only a proof shows how a build ran. */
export function provenanceRequired(policy: Policy, release: Pick<Release, "container" | "channel">): boolean {
  const { provenance = [] } = policy;
  return provenance.includes(release.channel) || buildRulesOf(policy, release) !== undefined;
}

/** The policy's rules for how a container's builds must run to be released to a channel. */
export function buildRulesOf(
  policy: Policy,
  { container, channel }: Pick<Release, "container" | "channel">,
): BuildRules | undefined {
  const { builds = {} } = rulesOf(policy, container) ?? {};
  return Object.hasOwn(builds, channel) ? builds[channel] : undefined;
}

/** Whether a channel takes no releases from builds or people, only promotions. */
export function isPromotionOnly(
  { promotion_only = [] }: Policy,
  { channel }: Pick<Release, "channel">,
): boolean {
  return promotion_only.includes(channel);
}

/** Whether a channel is the deploy server's alone. */
export function isServerOnly({ server_only = [] }: Policy, { channel }: Pick<Release, "channel">): boolean {
  return server_only.includes(channel);
}

/** Values that are valid alone but not together. */
function contradictions(policy: Policy): readonly SchemaProblem[] {
  return [
    ...repeatedChannels(policy),
    ...strayChannels(policy),
    ...shutChannels(policy),
    ...strayContainers(policy),
    ...noTimes(policy),
    ...emptyFreezes(policy),
  ];
}

function repeatedChannels({ channels = [] }: Policy): readonly SchemaProblem[] {
  return channels.flatMap((channel, index) => {
    const earlier = channels.indexOf(channel);
    return earlier === index
      ? []
      : [problemAt(["channels", index], `repeats ${channel}, which is channels[${earlier}]: keep one`)];
  });
}

function strayChannels(policy: Policy): readonly SchemaProblem[] {
  const { channels } = policy;
  if (channels === undefined) return [];
  return mentionedChannels(policy)
    .filter(([, channel]) => !channels.includes(channel))
    .map(([at, channel]) =>
      problemAt(at, `names the channel ${channel}, which is not in channels: ${channels.join(", ")}`),
    );
}

/** Every place that names a channel, except the list itself. */
export function mentionedChannels({
  containers = {},
  freezes = [],
  provenance = [],
  promotion_only = [],
  server_only = [],
}: Policy): readonly (readonly [at: readonly PathSegment[], channel: string])[] {
  return [
    ...Object.entries(containers).flatMap(([container, { refs = {}, builds = {} }]) => [
      ...Object.keys(refs).map((channel) => [["containers", container, "refs", channel], channel] as const),
      ...Object.keys(builds).map(
        (channel) => [["containers", container, "builds", channel], channel] as const,
      ),
    ]),
    ...freezes.map(({ channel }, index) => [["freezes", index, "channel"], channel] as const),
    ...provenance.map((channel, index) => [["provenance", index], channel] as const),
    ...promotion_only.map((channel, index) => [["promotion_only", index], channel] as const),
    ...server_only.map((channel, index) => [["server_only", index], channel] as const),
  ];
}

/** Promotions go forward, so none leads to the first channel. */
function shutChannels({ channels = [], promotion_only = [] }: Policy): readonly SchemaProblem[] {
  const [first] = channels;
  return promotion_only.flatMap((channel, index) =>
    channel === first
      ? [
          problemAt(
            ["promotion_only", index],
            `is ${channel}, the first channel, which no promotion can reach`,
          ),
        ]
      : [],
  );
}

function strayContainers(policy: Policy): readonly SchemaProblem[] {
  if (policy.allow_unlisted !== false) return [];
  return (policy.freezes ?? []).flatMap(({ container }, index) =>
    container === undefined || rulesOf(policy, container) !== undefined
      ? []
      : [problemAt(["freezes", index, "container"], `is ${container}, which containers does not list`)],
  );
}

function noTimes({ freezes = [] }: Policy): readonly SchemaProblem[] {
  return freezes.flatMap((freeze, index) =>
    (["from", "until"] as const).flatMap((field) => {
      const time = freeze[field];
      if (time === undefined || existsInCalendar(time)) return [];
      return [problemAt(["freezes", index, field], `is ${time}, a date that does not exist`)];
    }),
  );
}

/** A freeze that never applies is a mistake. */
function emptyFreezes({ freezes = [] }: Policy): readonly SchemaProblem[] {
  return freezes.flatMap((freeze, index) => {
    const { from, until, weekly } = freeze;
    const zone = weekly?.time_zone;
    const isOver = from !== undefined && until !== undefined && Date.parse(from) >= Date.parse(until);
    return [
      ...(isOver
        ? [
            problemAt(
              ["freezes", index, "until"],
              `is ${until}, which is not after its from, ${from}: it would never apply`,
            ),
          ]
        : []),
      ...(zone === undefined || isTimeZone(zone)
        ? missedWindows(freeze, index)
        : [
            problemAt(
              ["freezes", index, "weekly", "time_zone"],
              `is ${zone}, which is not in the time zone database: use a name such as Europe/Berlin or UTC`,
            ),
          ]),
    ];
  });
}

/** A weekly window comes within eight days of any moment, so only a short freeze can miss all of them. */
function missedWindows({ from, until, weekly }: Freeze, index: number): readonly SchemaProblem[] {
  if (weekly === undefined || from === undefined || until === undefined) return [];
  const [start, end] = [Date.parse(from), Date.parse(until)];
  if (start >= end || spansAround(weekly, start).some((span) => span.until > start && span.from < end))
    return [];
  const message = `is ${weekly.days.join(", ")}, but no such time lies between its from, ${from}, and its until, ${until}: it would never apply`;
  return [problemAt(["freezes", index, "weekly", "days"], message)];
}
