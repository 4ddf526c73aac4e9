import { buildDispatch } from "../../../lib/releases/documents/dispatch.ts";
import { InvalidDocument, shortList } from "../../../lib/releases/documents/problem.ts";
import type { Dispatch, Release } from "../../../lib/releases/generated/schema.generated.ts";
import { matchesNothing } from "../../../lib/releases/rules/ref-pattern.ts";
import type { Run } from "../../../lib/runner/run.ts";
import { buildOf, type SourceBuild, type Unreleasable } from "./build.ts";
import { channelOf, type ChannelMap } from "./channel-map.ts";
import type { Inputs } from "./inputs.ts";
import { fillImage, fillPlaceholders } from "./placeholders.ts";
import type { RequestedRelease } from "./release-list.ts";

/** What to send, or why there is nothing to send. */
export type Plan = PlannedDispatch | Unreleasable;

interface PlannedDispatch {
  readonly dispatch: Dispatch;
  readonly warnings: readonly Warning[];
}

/** A deviation from what was requested. */
export interface Warning {
  readonly title: "Shortened" | "Matches nothing";
  readonly text: string;
}

type Requested = Pick<Inputs, "releases" | "isList" | "channels">;

/**
 * Decides what a run releases.
 * @throws InputError, IllegalReleases, InvalidDocument
 */
export function planDispatch(run: Run, { releases, isList, channels }: Requested, dispatchId: string): Plan {
  const build = buildOf(run);
  if ("reason" in build) return build;
  const mapped = channelOf(build.source.ref, channels);
  const strays = strayPatterns(channels);
  if (mapped === undefined && releases.some(({ channel }) => channel === undefined)) {
    const reason = `${build.source.ref} matches no pattern in channels (${patterns(channels)})`;
    const advice = "To release it, add it to the input channels or set release-channel";
    return { reason: [reason, ...strays.map(({ text }) => text.slice(0, -1)), advice].join(". ") };
  }
  const filled = releases.map((release) => toRelease(release, mapped, build));
  const dispatch: Dispatch = {
    version: 1,
    dispatch_id: dispatchId,
    releases: filled.map(({ release }) => release),
    source: build.source,
  };
  try {
    return {
      dispatch: buildDispatch(dispatch),
      warnings: [...strays, ...filled.flatMap(({ warnings }) => warnings)],
    };
  } catch (error) {
    throw error instanceof InvalidDocument ? inInputs(error, isList) : error;
  }
}

/** The requested releases are invalid. The message says for each input what is allowed. */
class IllegalReleases extends Error {
  override readonly name = "IllegalReleases";
}

/** The dispatch's problems, in terms of the inputs. */
function inInputs(invalid: InvalidDocument, isList: boolean): Error {
  const { problems } = invalid;
  if (!problems.every(({ message }) => message.startsWith("releases["))) return invalid;
  const inWords = (message: string): string =>
    isList
      ? message
      : message.replace("releases[0].channel ", "release-channel ").replace("releases[0].", "");
  return new IllegalReleases(shortList(problems.map(({ message }) => `Input ${inWords(message)}`)));
}

function toRelease(
  requested: RequestedRelease,
  mapped: string | undefined,
  build: SourceBuild,
): { readonly release: Release; readonly warnings: readonly Warning[] } {
  const { digest } = requested;
  const { image, shortened } = fillImage(requested.image, build);
  const release = {
    container: fillPlaceholders("container", requested.container, build),
    // The caller has checked that each release has a channel, its own or the mapped one.
    channel: requested.channel ?? mapped ?? "",
    image,
    ...(digest !== undefined && { digest }),
  };
  return { release, warnings: shortened === undefined ? [] : [{ title: "Shortened", text: shortened }] };
}

/** A misspelt pattern would release nothing, in silence. */
function strayPatterns(channels: ChannelMap): readonly Warning[] {
  return channels
    .filter(([pattern]) => matchesNothing(pattern))
    .map(([pattern, channel]) => ({
      title: "Matches nothing",
      text: `The input channels maps ${pattern} to ${channel}, but no branch and no tag can match ${pattern}. Write a branch such as release/*, or refs/tags/v*.`,
    }));
}

function patterns(channels: ChannelMap): string {
  return channels.map(([pattern]) => pattern).join(", ");
}
