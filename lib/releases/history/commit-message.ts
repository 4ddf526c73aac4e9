import { splitImage } from "../documents/image.ts";
import type { Source } from "../generated/schema.generated.ts";
import type { ReleaseResult } from "../rules/apply.ts";
import type { VerifiedBuild } from "../rules/verified-build.ts";

export interface CommitMessage {
  readonly headline: string;
  readonly body: string;
}

/** The line that identifies a dispatch's commit, in history and after a lost answer. */
export function dispatchTrailer(dispatchId: string): string {
  return `Dispatch-Id: ${dispatchId}`;
}

export interface MessageOptions {
  /** The dispatch's id. */
  readonly id: string;
  readonly by: string;
  /** Whose token sent the dispatch, if that is somebody else. */
  readonly sentBy?: string | undefined;
  readonly force: boolean;
  /** GitHub's address, for links to the sources' runs. */
  readonly serverUrl: string;
  /** Present if a token proved the source. */
  readonly verified?: VerifiedBuild | undefined;
  /** An addition to the headline, such as `promoted from dev`. */
  readonly note?: string | undefined;
  /** More trailers, such as `Promoted-From: dev`, each on one line. */
  readonly trailers?: readonly string[];
}

/**
 * The message of a commit that releases.
 * @param results everything that was requested; the message lists what was applied
 * @param sources the released builds, each once
 */
export function commitMessage(
  results: readonly ReleaseResult[],
  sources: readonly Source[],
  options: MessageOptions,
): CommitMessage {
  const { id, by, sentBy, force, serverUrl, verified, note, trailers = [] } = options;
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
    ...(verified === undefined ? [] : [verifiedLine(verified)]),
    ...trailers,
    `Released-By: ${by}`,
    ...(sentBy === undefined ? [] : [`Sent-By: ${sentBy}`]),
    ...(force ? ["Forced: true"] : []),
  ];
  const title = headline(applied) + (note === undefined ? "" : ` (${note})`);
  const paragraphs = [changes, lines].map((each) => each.map(oneLine).join("\n"));
  return { headline: oneLine(title), body: paragraphs.join(PARAGRAPH) };
}

/** What a dispatch has in a commit that carries several. */
export interface CarriedMessage extends CommitMessage {
  readonly results: readonly ReleaseResult[];
}

/** The message of a commit that carries several dispatches: the changes and the trailers of one after the other. */
export function groupMessage(carried: readonly CarriedMessage[]): CommitMessage {
  const [first, ...more] = carried;
  if (first !== undefined && more.length === 0) return { headline: first.headline, body: first.body };
  const applied = carried.flatMap(({ results }) => results).filter(({ outcome }) => outcome === "applied");
  return { headline: oneLine(headline(applied)), body: carried.map(({ body }) => body).join(PARAGRAPH) };
}

const PARAGRAPH = "\n\n";

/** What a commit's message says of each dispatch that it carries, as if that had a commit of its own. */
export function partsOf(message: string): readonly string[] {
  const paragraphs = message.split(/\n{2,}/);
  const trailers = paragraphs.flatMap((paragraph, index) =>
    /^Dispatch-Id: /m.test(paragraph) ? [index] : [],
  );
  if (trailers.length <= 1) return [message];
  // The headline is no one's alone; what a dispatch has changed stands before its trailers.
  return trailers.map((index) =>
    ["", ...paragraphs.slice(Math.max(1, index - 1), index + 1)].join(PARAGRAPH),
  );
}

/**
 * What a commit's message says of one dispatch.
 * @param lines of its trailers, all of them: another's are no proof of it
 * @returns undefined where it does not carry it
 */
export function partOf(message: string, lines: readonly string[]): string | undefined {
  return partsOf(message).find((part) => hasLines(part, lines));
}

/** What somebody wrote must begin no line of a commit's message: it could be another's id. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\v\f\u0085\u2028\u2029]+/g, " ");
}

/** The records that a commit wrote, or a part of it, by recordKey, according to its message. */
export function writtenRecords(message: string): ReadonlySet<string> {
  const [, ...body] = message.split("\n");
  return new Set(body.flatMap((line) => /^(\S+ \S+): .+ → /.exec(line)?.[1] ?? []));
}

/**
 * Whether a commit may have changed one of these records (by recordKey). This suite's commits list the records that
 * they wrote; any other commit may have changed them all.
 */
export function mayHaveChanged(message: string, keys: ReadonlySet<string>): boolean {
  const isOurs = message.startsWith("release") && /^Dispatch-Id: /m.test(message);
  return !isOurs || [...writtenRecords(message)].some((key) => keys.has(key));
}

/** The trailer of a rollback: the next rollback goes further back from there. */
export const ROLLED_BACK = "Rolled-Back: true";

/** Whether a message contains exactly this line. */
export function hasLine(message: string, line: string): boolean {
  return hasLines(message, [line]);
}

function hasLines(text: string, wanted: readonly string[]): boolean {
  const lines = new Set(text.split("\n"));
  return wanted.every((line) => lines.has(line));
}

/** The lines of a dispatch's trailers by which its commit is known. */
export function knownBy(id: string, verified: VerifiedBuild | undefined): readonly string[] {
  return [dispatchTrailer(id), ...(verified === undefined ? [] : [verifiedLine(verified)])];
}

/** The trailer of a proved dispatch: which build a token proved. */
export function verifiedLine({
  repository,
  repositoryId,
  ref,
  sha,
  runId,
  runAttempt,
}: VerifiedBuild): string {
  return `Verified: ${repository} (id ${repositoryId}) ${ref} ${sha} run ${runId} attempt ${runAttempt}`;
}

/** The page of a build's run, with the attempt if it is not the first. */
function runUrl({ repository, run_id, run_attempt }: Source, serverUrl: string): string {
  const run = `${serverUrl}/${repository}/actions/runs/${run_id}`;
  return run_attempt > 1 ? `${run}/attempts/${run_attempt}` : run;
}

/** How many containers fit in a headline before GitHub cuts it. */
const NAMED = 3;

function headline(applied: readonly ReleaseResult[]): string {
  const containers = [...new Set(applied.map(({ container }) => container))];
  const channels = [...new Set(applied.map(({ channel }) => channel))];
  const tags = [
    ...new Set(applied.map(({ after }) => (after === null ? "retired" : (splitImage(after).tag ?? after)))),
  ];
  const scope = containers.length <= NAMED ? `(${containers.join(", ")})` : "";
  const subject = containers.length <= NAMED ? "" : `${containers.length} containers: `;
  return `release${scope}: ${subject}${channels.join(", ")} → ${tags.length === 1 ? tags[0] : `${tags.length} images`}`;
}
