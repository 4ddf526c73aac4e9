import { splitImage } from "../documents/image.ts";
import { didYouMean } from "../documents/nearest.ts";
import type { Problem } from "../documents/problem.ts";
import { isSameRepository } from "../documents/repository-name.ts";
import type { ContainerRules, Policy, Release, Source } from "../generated/schema.generated.ts";
import { isPromotionOnly, rulesOf } from "./policy.ts";
import { matchesRef } from "./ref-pattern.ts";

/** Where a dispatch comes from, as far as the payload does not decide. */
export interface Origin {
  /**
   * `inputs`: a person with write access ran a workflow of the release repository. `event`: a repository_dispatch, whose
   * payload can claim anything, or another event that people without write access may bring about. `token`: nothing but a
   * job's OIDC token speaks for it, and any repository on GitHub can have one.
   */
  readonly via: "inputs" | "event" | "token";
}

/** The policy's objection to a record, wherever the record comes from. */
export interface RecordProblem {
  readonly field: "container" | "channel" | "image";
  readonly message: string;
}

/** How a release is requested. */
export interface PolicyContext {
  readonly origin: Origin;
  /** The policy's path, for messages. */
  readonly document: string;
}

/** The policy's objections to a dispatch; `force` does not lift them. */
export function policyProblems(
  policy: Policy,
  { releases, source }: { readonly releases: readonly Release[]; readonly source?: Source | undefined },
  context: PolicyContext,
): readonly Problem[] {
  return releases.flatMap((release, index) =>
    [
      ...releaseProblems(policy, { ...release, source }, context),
      ...promotionOnlyProblems(policy, release, context.document),
    ].map(({ field, message }) => ({
      path: `releases[${index}]${field === undefined ? "" : `.${field}`}`,
      message,
    })),
  );
}

/** Applies to builds and people alike: a promotion is not a dispatch. */
function promotionOnlyProblems(
  policy: Policy,
  { container, channel }: Release,
  document: string,
): readonly RecordProblem[] {
  if (!isPromotionOnly(policy, { channel })) return [];
  const message = `${container} in ${channel}: ${channel} takes releases by promotion only: release it to an earlier channel and run promote-release from there, or remove ${channel} from promotion_only in ${document}`;
  return [{ field: "channel", message }];
}

/** A release with the build that produced its image; without one, a person released it. */
interface AskedRelease extends Release {
  readonly source?: Source | undefined;
}

/**
 * The policy's objections to one release.
 * @returns problems without a field if they are about the source
 */
export function releaseProblems(
  policy: Policy,
  release: AskedRelease,
  context: PolicyContext,
): readonly (RecordProblem | { readonly field?: undefined; readonly message: string })[] {
  return [
    ...recordProblems(policy, release, context.document),
    ...sourceProblems(policy, release, context).map((message) => ({ message })),
  ];
}

/** The policy's objections to a container running an image in a channel, whoever asks. */
export function recordProblems(
  policy: Policy,
  { container, channel, image }: Pick<Release, "container" | "channel" | "image">,
  document: string,
): readonly RecordProblem[] {
  const problems = placeProblems(policy, { container, channel }, document);
  const rules = rulesOf(policy, container);
  const { name } = splitImage(image);
  if (rules?.image === undefined || rules.image === name) return problems;
  const message = `${container} in ${channel}: its image is ${name}, but must be ${rules.image}: use that one, or change containers.${container}.image in ${document}`;
  return [...problems, { field: "image", message }];
}

/** The policy's objections to anything of that name in a channel. */
export function placeProblems(
  policy: Policy,
  { container, channel }: Pick<Release, "container" | "channel">,
  document: string,
): readonly RecordProblem[] {
  const { channels = [] } = policy;
  const rules = rulesOf(policy, container);
  const problems: RecordProblem[] = [];
  if (!hasChannel(policy, channel)) {
    const message = `${container}: there is no channel ${channel}${didYouMean(channel, channels)}, only ${channels.join(", ")}: use one of them, or add it to channels in ${document}`;
    problems.push({ field: "channel", message });
  }
  if (rules === undefined && policy.allow_unlisted === false) {
    const guess = didYouMean(container, Object.keys(policy.containers ?? {}));
    const message = `${container} is not listed${guess}, and only listed containers are allowed: add it to containers in ${document}`;
    problems.push({ field: "container", message });
  }
  return problems;
}

function hasChannel({ channels }: Policy, channel: string): boolean {
  return channels === undefined || channels.includes(channel);
}

function sourceProblems(policy: Policy, release: AskedRelease, context: PolicyContext): readonly string[] {
  const { source, channel } = release;
  if (source === undefined) return missingSource(policy, release, context);
  const rules = rulesOf(policy, release.container) ?? {};
  const built = { ...release, source };
  return [
    ...ownerProblems(built, rules, context),
    ...repositoryProblems(built, rules, context.document),
    // If the channel does not exist, nothing else is worth saying.
    ...(hasChannel(policy, channel) ? refProblems(built, rules, context.document) : []),
  ];
}

/** Without a source, the request is anonymous: accepted from a person who ran the workflow, not from an event. */
function missingSource(
  policy: Policy,
  { container, channel }: Release,
  { origin: { via }, document }: PolicyContext,
): readonly string[] {
  const { repository, refs } = rulesOf(policy, container) ?? {};
  const release = `${container} in ${channel} comes without a source`;
  if (policy.allow_manual === false) {
    return [`${release}, and allow_manual is false in ${document}: release it with trigger-dispatch`];
  }
  const restricted = [
    ...(repository === undefined ? [] : ["repository"]),
    ...(refs === undefined ? [] : ["refs"]),
  ];
  if (via === "inputs" || restricted.length === 0) return [];
  const rules = restricted.map((rule) => `containers.${container}.${rule}`).join(" and ");
  return [
    `${release}, but ${rules} in ${document} must be checked against one: release it with trigger-dispatch, or run the workflow by hand`,
  ];
}

interface BuiltRelease extends Release {
  readonly source: Source;
}

/** Whoever has no other way in releases only what the policy says is theirs. */
function ownerProblems(
  { container, channel, source }: BuiltRelease,
  { repository }: ContainerRules,
  { origin: { via }, document }: PolicyContext,
): readonly string[] {
  if (via !== "token" || repository !== undefined) return [];
  return [
    `${container} in ${channel} comes from ${source.repository} without a token for this repository, but ${document} does not say that it belongs there: set containers.${container}.repository, with name and id, in ${document}`,
  ];
}

/** By id if it is proved: a repository that is renamed or transferred keeps its id, and its rules. */
function repositoryProblems(
  { container, channel, source }: BuiltRelease,
  { repository }: ContainerRules,
  document: string,
): readonly string[] {
  if (repository === undefined) return [];
  const { name, id } = repository;
  const advice = `release it from there, or change containers.${container}.repository in ${document}`;
  const { repository_id: provedId } = source;
  if (id !== undefined && provedId !== undefined) {
    if (id === provedId) return [];
    return [
      `${container} in ${channel} comes from ${source.repository} with the repository_id ${provedId}, but belongs to the one with the repository_id ${id}, which is another repository: ${advice}`,
    ];
  }
  if (!isSameRepository(source.repository, name)) {
    return [`${container} in ${channel} comes from ${source.repository}, but belongs to ${name}: ${advice}`];
  }
  return [];
}

/** `refs` names every channel that builds may release to; others are closed. */
function refProblems(
  { container, channel, source: { ref } }: BuiltRelease,
  { refs }: ContainerRules,
  document: string,
): readonly string[] {
  if (refs === undefined) return [];
  const patterns = Object.hasOwn(refs, channel) ? (refs[channel] ?? []) : [];
  if (patterns.some((pattern) => matchesRef(ref, pattern))) return [];
  const comes = `${container} in ${channel} comes from ${ref}`;
  const rule = `containers.${container}.refs.${channel} in ${document}`;
  if (patterns.length === 0) {
    return [
      `${comes}, but no build may release it there: promote it from another channel, or list the ref in ${rule}`,
    ];
  }
  const allowed = `only ${patterns.join(", ")} ${patterns.length === 1 ? "is" : "are"}`;
  return [`${comes}, but ${allowed} allowed: release it from a matching ref, or change ${rule}`];
}
