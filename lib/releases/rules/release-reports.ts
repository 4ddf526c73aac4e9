import type { Release } from "../generated/schema.generated.ts";
import { reportsBy, type ReportedResult } from "./result-report.ts";

/** The statuses' contexts, unless somebody wants others. */
export const DEFAULT_CONTEXT = "release/{channel}";

/** A commit status that tells what became of releases. */
export interface ReleaseStatus {
  readonly context: string;
  readonly state: "success" | "failure" | "error";
  /** Of any length, with the worst outcome first. */
  readonly description: string;
}

type Place = Pick<Release, "container" | "channel">;

/** What a template of contexts must be; undefined where it is. */
export function contextProblem(template: string): string | undefined {
  const [strange] = template.replaceAll(/\{(channel|container)\}/g, "").match(/\{[^}]*\}?/) ?? [];
  return template.includes("{channel}") && strange === undefined
    ? undefined
    : "use {channel}, optionally {container}, and nothing else in braces.";
}

/** The distinct contexts of a dispatch's statuses. @param template `release/{channel}` */
export function contextsOf(template: string, releases: readonly Place[]): readonly string[] {
  return [...new Set(releases.map((release) => contextOf(template, release)))];
}

/** @param template `release/{channel}` */
export function contextOf(template: string, { container, channel }: Place): string {
  return template.replaceAll("{channel}", channel).replaceAll("{container}", container);
}

/** What was decided, and where it was written. */
export interface DecidedReleases {
  readonly results: readonly ReportedResult[];
  /** Undefined where nothing was written. */
  readonly commitUrl: string | undefined;
  /** A login; undefined where that is not known. */
  readonly releasedBy: string | undefined;
}

/** The statuses of what was decided, one for each context. @param template `release/{channel}` */
export function statusesOf(
  { results, commitUrl, releasedBy }: DecidedReleases,
  template: string,
): readonly ReleaseStatus[] {
  return reportsBy(results, (result) => contextOf(template, result)).map((report): ReleaseStatus => {
    const { name, state, description, isReleased } = report;
    return isReleased && commitUrl === undefined
      ? { context: name, state: "error", description: "A dry run: nothing was written" }
      : { context: name, state, description: description + (isReleased ? byText(releasedBy) : "") };
  });
}

/** Behind what was released, where it is the first to be cut off. */
function byText(releasedBy: string | undefined): string {
  return releasedBy === undefined ? "" : `, by ${releasedBy}`;
}

/** A channel that was released to, with its deployment's description. */
export interface ReleasedChannel {
  readonly channel: string;
  readonly description: string;
}

/**
 * The channels that were released to.
 * @param isRepeated whether an earlier attempt may have committed without creating the deployments
 */
export function releasedChannels(
  { results, commitUrl, releasedBy }: DecidedReleases,
  isRepeated: boolean,
): readonly ReleasedChannel[] {
  if (commitUrl === undefined) return [];
  return reportsBy(results, ({ channel }) => channel)
    .filter(({ isReleased, state }) => isReleased || (isRepeated && state === "success"))
    .map(({ name, description }) => ({ channel: name, description: description + byText(releasedBy) }));
}
