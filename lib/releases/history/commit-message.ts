import { splitImage } from "../documents/image.ts";
import type { Source } from "../generated/schema.generated.ts";
import type { ReleaseResult } from "../rules/apply.ts";
import type { VerifiedBuild } from "../rules/verified-build.ts";

export interface CommitMessage {
  readonly headline: string;
  readonly body: string;
}

/** The line that finds a dispatch's commit again, in history and after a lost answer. */
export function dispatchTrailer(dispatchId: string): string {
  return `Dispatch-Id: ${dispatchId}`;
}

export interface MessageOptions {
  /** The dispatch's id. */
  readonly id: string;
  readonly by: string;
  readonly force: boolean;
  /** GitHub's own address, for the links to the sources' runs. */
  readonly serverUrl: string;
  /** There when a token proved the source. */
  readonly verified?: VerifiedBuild | undefined;
  /** What the headline says besides, such as `promoted from dev`. */
  readonly note?: string | undefined;
  /** More trailers, such as `Promoted-From: dev`: each one line. */
  readonly trailers?: readonly string[];
}

/**
 * The message of a commit that releases.
 * @param results of all that was asked for; the applied ones are told
 * @param sources the builds that were released, each once
 */
export function commitMessage(
  results: readonly ReleaseResult[],
  sources: readonly Source[],
  options: MessageOptions,
): CommitMessage {
  const { id, by, force, serverUrl, verified, note, trailers = [] } = options;
  const applied = results.filter(({ outcome }) => outcome === "applied");
  const changes = applied.map(
    ({ container, channel, before, after }) =>
      `${container} ${channel}: ${before ?? "(new)"} → ${after ?? "(retired)"}`,
  );
  const lines = [
    dispatchTrailer(id),
    ...sources.flatMap((source) => [
      `Source: ${source.repository}@${source.sha}`,
      `Source-Run: ${runUrl(source, serverUrl)}`,
    ]),
    ...(verified === undefined ? [] : [`Verified: ${verifiedText(verified)}`]),
    ...trailers,
    `Released-By: ${by}`,
    ...(force ? ["Forced: true"] : []),
  ];
  const title = headline(applied) + (note === undefined ? "" : ` (${note})`);
  return { headline: title, body: `${changes.join("\n")}\n\n${lines.join("\n")}` };
}

/** The records that a dispatch's commit wrote, by recordKey, as its message tells. */
export function writtenRecords(message: string): ReadonlySet<string> {
  const [, ...body] = message.split("\n");
  return new Set(body.flatMap((line) => /^(\S+ \S+): .+ → /.exec(line)?.[1] ?? []));
}

/**
 * Whether a commit may have changed one of these records (by recordKey). Commits that this suite made tell which they
 * wrote; any other may have changed all.
 */
export function mayHaveChanged(message: string, keys: ReadonlySet<string>): boolean {
  const isOurs = message.startsWith("release") && /^Dispatch-Id: /m.test(message);
  return !isOurs || [...writtenRecords(message)].some((key) => keys.has(key));
}

/** The trailer of a rollback, by which the next rollback goes further. */
export const ROLLED_BACK = "Rolled-Back: true";

/** Whether a message has this very line. */
export function hasLine(message: string, line: string): boolean {
  return message.split("\n").includes(line);
}

/** What was proved, in one line. */
export function verifiedText({
  repository,
  repositoryId,
  ref,
  sha,
  runId,
  runAttempt,
}: VerifiedBuild): string {
  return `${repository} (id ${repositoryId}) ${ref} ${sha} run ${runId} attempt ${runAttempt}`;
}

/** The page of a build's run, of the very attempt where it is not the first. */
function runUrl({ repository, run_id, run_attempt }: Source, serverUrl: string): string {
  const run = `${serverUrl}/${repository}/actions/runs/${run_id}`;
  return run_attempt > 1 ? `${run}/attempts/${run_attempt}` : run;
}

/** As many containers as a list in GitHub shows without cutting the line. */
const NAMED = 3;

function headline(applied: readonly ReleaseResult[]): string {
  const containers = [...new Set(applied.map(({ container }) => container))];
  const channels = [...new Set(applied.map(({ channel }) => channel))];
  const tags = [...new Set(applied.map(({ after }) => (after === null ? "retired" : splitImage(after).tag)))];
  const scope = containers.length <= NAMED ? `(${containers.join(", ")})` : "";
  const subject = containers.length <= NAMED ? "" : `${containers.length} containers: `;
  return `release${scope}: ${subject}${channels.join(", ")} → ${tags.length === 1 ? tags[0] : `${tags.length} images`}`;
}
