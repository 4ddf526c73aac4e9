import {
  channelsOf,
  configsOf,
  placementsOf,
  type ServerConfig,
} from "../../../lib/deploys/config/server-config.ts";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import { unknownName } from "../../../lib/deploys/unknown-name.ts";

/** What is not known of a target. */
export interface TargetFault {
  /** Which of its two names it is about. */
  readonly field: keyof Target;
  /** With the nearest name; without a full stop. */
  readonly says: string;
}

/** @returns undefined where it is listed */
export function targetFault(config: ServerConfig, target: Target): TargetFault | undefined {
  if (placementsOf(config, target).length > 0) return undefined;
  const configs = configsOf(config);
  if (!configs.includes(target.config)) {
    return { field: "config", says: unknownName("app", target.config, configs) };
  }
  const channels = channelsOf(config).filter(
    (channel) => placementsOf(config, { ...target, channel }).length > 0,
  );
  const says = `${unknownName("channel", target.channel, channels)} (of ${targetKey(target)})`;
  return { field: "channel", says };
}
