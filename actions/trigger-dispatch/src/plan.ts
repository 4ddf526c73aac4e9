import { buildDispatch } from "../../../lib/releases/dispatch.ts";
import type { Dispatch, Release } from "../../../lib/releases/schema.generated.ts";
import { buildOf, type Build, type Unreleasable } from "./build.ts";
import { channelOf, type ChannelMap } from "./channel-map.ts";
import { fillPlaceholders } from "./placeholders.ts";
import type { RequestedRelease } from "./release-list.ts";
import type { Run } from "../../../lib/action/run.ts";

/** What to send, or why there is nothing to send. */
export type Plan = { readonly dispatch: Dispatch } | Unreleasable;

/**
 * Decides what a run releases.
 * @throws InputError, InvalidDocument
 */
export function planDispatch(
  run: Run,
  { releases, channels }: { readonly releases: readonly RequestedRelease[]; readonly channels: ChannelMap },
  dispatchId: string,
): Plan {
  const build = buildOf(run);
  if ("reason" in build) return build;
  const mapped = channelOf(build.source.ref, channels);
  if (mapped === undefined && releases.some(({ channel }) => channel === undefined)) {
    return { reason: `${build.source.ref} maps to no release channel (channels has ${patterns(channels)})` };
  }
  return {
    dispatch: buildDispatch({
      version: 1,
      dispatch_id: dispatchId,
      releases: releases.map((release) => toRelease(release, mapped, build)),
      source: build.source,
    }),
  };
}

function toRelease(requested: RequestedRelease, mapped: string | undefined, build: Build): Release {
  const { digest } = requested;
  return {
    container: fillPlaceholders("container", requested.container, build),
    // Checked by the caller: each release has a channel, its own or the mapped one.
    channel: requested.channel ?? mapped ?? "",
    image: fillPlaceholders("image", requested.image, build),
    ...(digest !== undefined && { digest }),
  };
}

function patterns(channels: ChannelMap): string {
  return channels.map(([pattern]) => pattern).join(", ");
}
