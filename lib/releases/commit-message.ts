import type { ReleaseResult } from "./apply.ts";
import type { ReceivedDispatch } from "./dispatch.ts";
import { splitImage } from "./image.ts";
import type { Source } from "./schema.generated.ts";

/** The build that a dispatch was proved to come from. */
export interface VerifiedBuild {
  readonly repository: string;
  readonly repositoryId: number;
  readonly ref: string;
  readonly sha: string;
  readonly runId: number;
  readonly runAttempt: number;
}

export interface CommitMessage {
  readonly headline: string;
  readonly body: string;
}

/** The line that finds a dispatch's commit again, in history and after a lost answer. */
export function dispatchTrailer(dispatchId: string): string {
  return `Dispatch-Id: ${dispatchId}`;
}

export interface MessageOptions {
  readonly by: string;
  readonly force: boolean;
  readonly serverUrl: string;
  readonly verified?: VerifiedBuild | undefined;
}

/**
 * The message of a dispatch's commit.
 * @param results of the whole dispatch; the applied ones are told
 * @param options `serverUrl` is GitHub's own address, for the link to the source's run; `verified` is there when a token
 *   proved the source
 */
export function commitMessage(
  { id, source }: ReceivedDispatch,
  results: readonly ReleaseResult[],
  { by, force, serverUrl, verified }: MessageOptions,
): CommitMessage {
  const applied = results.filter(({ outcome }) => outcome === "applied");
  const changes = applied.map(
    ({ container, channel, before, after }) => `${container} ${channel}: ${before ?? "(new)"} → ${after}`,
  );
  const trailers = [
    dispatchTrailer(id),
    ...(source === undefined ? [] : [`Source: ${source.repository}@${source.sha}`]),
    ...(source === undefined ? [] : [`Source-Run: ${runUrl(source, serverUrl)}`]),
    ...(verified === undefined ? [] : [`Verified: ${verifiedText(verified)}`]),
    `Released-By: ${by}`,
    ...(force ? ["Forced: true"] : []),
  ];
  return { headline: headline(applied), body: `${changes.join("\n")}\n\n${trailers.join("\n")}` };
}

/** The records that a dispatch's commit wrote, by recordKey, as its message tells. */
export function writtenRecords(message: string): ReadonlySet<string> {
  const [, ...body] = message.split("\n");
  return new Set(body.flatMap((line) => /^(\S+ \S+): .+ → /.exec(line)?.[1] ?? []));
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
  const tags = [...new Set(applied.map(({ after }) => splitImage(after).tag))];
  const scope = containers.length <= NAMED ? `(${containers.join(", ")})` : "";
  const subject = containers.length <= NAMED ? "" : `${containers.length} containers: `;
  return `release${scope}: ${subject}${channels.join(", ")} → ${tags.length === 1 ? tags[0] : `${tags.length} images`}`;
}
