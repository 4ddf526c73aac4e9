import { once } from "node:events";
import { configsOf } from "../../../lib/deploys/config/server-config.ts";
import { chartChanges } from "../../../lib/deploys/flux/chart-changes.ts";
import type { ChannelStanding } from "../../../lib/deploys/flux/version-overview.ts";
import { unknownName } from "../../../lib/deploys/unknown-name.ts";
import { GitHubFailure } from "../../../lib/github/failure/failure.ts";
import { step } from "../../../lib/store/step.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { cut, escaped, wholeLines } from "../messages/text.ts";
import { RegistryRefusal } from "../registry/session.ts";
import { releaseNotesOf } from "../targets/release-notes.ts";
import { versionMatrix, type VersionRow } from "../targets/version-matrix.ts";
import { mayPass } from "../trouble.ts";
import type { World } from "../world.ts";

/** Newer versions that are named, and of how many of them what they change is told. */
const NAMED = 5;
const TOLD = 3;

/** What is asked of the registry in all: others wait for their answers meanwhile. */
const TIME_LIMIT_MS = 8_000;

/** Which version of an app's chart is in which channel, what is newer, and what that changes. */
export async function versionsText(
  world: World,
  state: ReleaseState,
  { config, timeLimitMs = TIME_LIMIT_MS }: { readonly config?: string; readonly timeLimitMs?: number },
): Promise<string> {
  if (config === undefined) return matrixText(world, state, timeLimitMs);
  const configs = configsOf(state.config);
  if (!configs.includes(config)) return `${escaped(unknownName("app", config, configs))}.`;
  const deadline = AbortSignal.timeout(timeLimitMs);
  const [row] = await versionMatrix(world, state, { only: config, deadline });
  if (row === undefined) {
    return `${escaped(config)} is no chart: \`/deploy status ${escaped(config)}\` shows what runs of it.`;
  }
  const lines = [
    `*${escaped(row.config)}* ${escaped(row.chart)}`,
    ...row.channels.map(channelLine),
    ...(row.unknown === undefined ? [] : [`⚠ What is newer is not known: ${escaped(row.unknown)}`]),
    ...(await changeLines(world, state, { row, deadline })),
  ];
  return wholeLines(lines);
}

/** All apps that are charts, a line each: which version is in which channel. */
async function matrixText(world: World, state: ReleaseState, timeLimitMs: number): Promise<string> {
  const rows = await versionMatrix(world, state, { deadline: AbortSignal.timeout(timeLimitMs) });
  if (rows.length === 0) return "No app is a chart: `/deploy status` shows what runs.";
  return wholeLines(
    rows.map(({ config, channels, unknown }) =>
      [
        `*${escaped(config)}*`,
        channels.map(cellText).join(" · "),
        ...(unknown === undefined ? [] : [`⚠ what is newer is not known: ${escaped(unknown)}`]),
      ].join(" "),
    ),
  );
}

function cellText({ channel, version, newer = [], isGone }: ChannelStanding): string {
  if (version === undefined) return `${escaped(channel)} –`;
  const [newest] = newer;
  const more = newest === undefined ? "" : ` (${escaped(newest)} is newer)`;
  return `${escaped(channel)} \`${escaped(version)}\`${isGone ? " ⚠ gone from the registry" : ""}${more}`;
}

function channelLine({ channel, version, newer, isGone }: ChannelStanding): string {
  if (version === undefined) return `*${escaped(channel)}* not deployed`;
  const more = newer === undefined ? "" : newer.length === 0 ? " · the newest" : ` · newer: ${listed(newer)}`;
  const gone = isGone ? " · ⚠ the registry has it no more" : "";
  return `*${escaped(channel)}* \`${escaped(version)}\`${gone}${more}`;
}

function listed(versions: readonly string[]): string {
  const more = versions.length > NAMED ? ` and ${versions.length - NAMED} more` : "";
  return escaped(versions.slice(0, NAMED).join(", ")) + more;
}

/** What the newest versions change that some channel lacks, as the charts themselves say it, or their releases on GitHub. */
async function changeLines(
  world: World,
  state: ReleaseState,
  { row, deadline }: { readonly row: VersionRow; readonly deadline: AbortSignal },
): Promise<readonly string[]> {
  const { config, chart, channels } = row;
  const lacking = channels.map(({ newer = [] }) => newer);
  const most = lacking.reduce((longest, one) => (one.length > longest.length ? one : longest), []);
  const lines: string[] = [];
  for (const version of most.slice(0, TOLD)) {
    const asked = { config, chart, version, deadline };
    const changes = await step("versions.changes", () =>
      Promise.race([changesOf(world, state, asked), nothingAfter(deadline)]),
    );
    if (changes.length > 0)
      lines.push(`${escaped(version)}: ${escaped(cut(plain(changes.join("; ")), 300))}`);
  }
  return lines;
}

/** GitHub has more patience than whoever waits for an answer. */
async function nothingAfter(deadline: AbortSignal): Promise<readonly string[]> {
  if (!deadline.aborted) await step("versions.deadline", () => once(deadline, "abort"));
  return [];
}

/** On one line, and nothing in it is bold, a list or code. */
function plain(text: string): string {
  return text
    .replaceAll(/[*_~`]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** Nothing where nobody says: the versions are the answer. */
async function changesOf(
  world: World,
  state: ReleaseState,
  {
    config,
    chart,
    version,
    deadline,
  }: Pick<VersionRow, "config" | "chart"> & { readonly version: string; readonly deadline: AbortSignal },
): Promise<readonly string[]> {
  try {
    const found = await step("versions.find", () => world.charts.find(chart, version, deadline));
    const own = chartChanges(found?.annotations ?? {});
    if (own.length > 0 || found?.source === undefined) return own;
    const { source } = found;
    const notes = await releaseNotesOf(world, state, { config, version, source });
    return notes === undefined || notes.trim() === "" ? [] : [notes];
  } catch (error) {
    if (error instanceof RegistryRefusal || error instanceof GitHubFailure || mayPass(error)) return [];
    throw error;
  }
}
