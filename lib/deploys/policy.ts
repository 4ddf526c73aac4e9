import { recordKey } from "../releases/documents/database.ts";
import type {
  Database,
  Policy,
  Release,
  ReleaseRecord,
  Source,
} from "../releases/generated/schema.generated.ts";
import { isProved } from "../releases/rules/build-order.ts";
import { recordProblems, releaseProblems } from "../releases/rules/policy-problems.ts";
import { proofProblems } from "../releases/rules/promotion.ts";
import { earlierChannels, promotionOnlyProblems } from "./promotion-only.ts";
import type { RequestKind } from "./request.ts";

/** What the release repository says of releases. */
export interface Rules {
  readonly database: Database;
  readonly policy: Policy;
  /** For messages. */
  readonly policyPath: string;
}

/** A build as GitHub shows it to the server: that its run is green does not prove that the image is its own. */
export interface SeenBuild extends Pick<Source, "repository" | "sha" | "ref"> {
  /** GitHub's number, which counts for `repository.id` alone. */
  readonly repositoryId: number;
  /** Undefined where only statuses say that it was built. */
  readonly run: { readonly id: number; readonly attempt: number } | undefined;
}

/** What is to be released, as far as the server has seen it for itself. */
export interface Deploy {
  readonly kind: RequestKind;
  readonly release: Release;
  /** Undefined where GitHub shows none. */
  readonly build: SeenBuild | undefined;
}

/**
 * The policy's objections to a deploy, the same as to a dispatch: `repository`, `refs`, `image`, `channels`. What asks for
 * a proof (`provenance`, `builds`), or for a promotion, is judged by the records of other channels that have this very
 * image: the server has no token of the build. A rollback is judged as one, and so is what stands already.
 */
export function deployProblems(rules: Rules, { kind, release, build }: Deploy): readonly string[] {
  const { database, policy, policyPath } = rules;
  const stands = database.releases.some(
    (record) => recordKey(record) === recordKey(release) && isSameImage(record, release),
  );
  if (stands || kind === "rollback" || kind === "reapply" || kind === "adopt") {
    return recordProblems(policy, release, policyPath).map(({ message }) => message);
  }
  const proof = proofOf(rules, release);
  // What a dispatch has only claimed does not stand in for what the server sees itself.
  const source = provedSource(proof) ?? (build && asSource(build));
  return [
    ...releaseProblems(
      policy,
      { ...release, source },
      { origin: { via: "event" }, document: policyPath },
    ).map(({ message }) => message),
    ...promotionProblems(rules, release),
    ...(proof === undefined ? unproved(rules, release) : []),
  ];
}

/** The source that goes on record: the proved one where there is one, else the build without the id, which proves nothing. */
export function sourceOnRecord(rules: Rules, { release, build }: Omit<Deploy, "kind">): Source | undefined {
  const proved = provedSource(proofOf(rules, release));
  if (proved !== undefined) return proved;
  if (build?.run === undefined) return undefined;
  const { repository_id: _seen, ...claimed } = asSource(build);
  return claimed;
}

/** The number 0, which no run has, stands for a build without one. */
function asSource({ repository, repositoryId, sha, ref, run }: SeenBuild): Source {
  return {
    repository,
    repository_id: repositoryId,
    sha,
    ref,
    run_id: run?.id ?? 0,
    run_attempt: run?.attempt ?? 1,
  };
}

/** The record of a channel that shows all that the policy wants proved; one that is proved first. */
function proofOf(rules: Rules, release: Deploy["release"]): ReleaseRecord | undefined {
  const fit = recordsOf(rules, release).filter((record) => problemsOf(rules, release, record).length === 0);
  return fit.find((record) => provedSource(record) !== undefined) ?? fit[0];
}

function provedSource(record: Pick<ReleaseRecord, "source"> | undefined): Source | undefined {
  const source = record?.source;
  return source !== undefined && isProved(source) ? source : undefined;
}

/** What other channels have of this very image. */
function recordsOf({ database }: Rules, release: Deploy["release"]): readonly ReleaseRecord[] {
  return database.releases.filter(
    (record) => record.container === release.container && isSameImage(record, release),
  );
}

/** A tag alone may lead to another image by now. */
function isSameImage(record: ReleaseRecord, { image, digest }: Deploy["release"]): boolean {
  return record.image === image && digest !== undefined && record.digest === digest;
}

function problemsOf(
  { policy, policyPath }: Rules,
  release: Deploy["release"],
  { channel, source }: ReleaseRecord,
): readonly string[] {
  const sourced = { ...release, ...(source !== undefined && { source }) };
  return proofProblems(policy, sourced, { from: channel, policyPath });
}

function unproved(rules: Rules, release: Deploy["release"]): readonly string[] {
  const [record] = recordsOf(rules, release);
  if (record !== undefined) return problemsOf(rules, release, record);
  // No channel has it: of a channel that asks for nothing, nothing is shown.
  return proofProblems(rules.policy, release, { from: "", policyPath: rules.policyPath }).length === 0
    ? []
    : [
        `${release.container} in ${release.channel} needs proof of its build, and no channel has ${release.image} with one: release it with trigger-dispatch in a job with the permission id-token: write, and deploy it then`,
      ];
}

function promotionProblems(rules: Rules, release: Deploy["release"]): readonly string[] {
  const { database, policy } = rules;
  const { container: config, channel, image } = release;
  const isIn = (one: string): boolean =>
    database.releases.some(
      (record) => record.container === config && record.channel === one && isSameImage(record, release),
    );
  const from = earlierChannels(policy, channel);
  return promotionOnlyProblems(rules, { target: { config, channel }, what: image, from, isIn });
}
