import { isDowngrade, isPrerelease } from "./chart-version.ts";

/** A channel, and the version that is to run there. */
export interface ChannelVersion {
  readonly channel: string;
  /** `1.4.1`; undefined where none is. */
  readonly version: string | undefined;
}

/** How a channel's version stands to those that the registry has. */
export interface ChannelStanding extends ChannelVersion {
  /** Versions that are newer, newest first; undefined where it cannot be told. */
  readonly newer: readonly string[] | undefined;
  /** Whether the registry has the version no more. */
  readonly isGone: boolean;
}

/**
 * Which version is where, and what is newer. A version before a release counts as newer only where one such runs.
 * @param versions of the chart, newest first; undefined where the registry does not say
 */
export function versionOverview(
  versions: readonly string[] | undefined,
  channels: readonly ChannelVersion[],
): readonly ChannelStanding[] {
  return channels.map((channel) => {
    const { version } = channel;
    if (version === undefined || versions === undefined) {
      return { ...channel, newer: undefined, isGone: false };
    }
    const takesAll = isPrerelease(version);
    const newer = versions.filter((one) => isDowngrade(one, version) && (takesAll || !isPrerelease(one)));
    return { ...channel, newer, isGone: !versions.includes(version) };
  });
}
