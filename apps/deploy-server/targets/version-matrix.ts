import { channelsOf, chartOf, configsOf, placementsOf } from "../../../lib/deploys/config/server-config.ts";
import { versionOverview, type ChannelStanding } from "../../../lib/deploys/flux/version-overview.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { isFinal } from "../rejected.ts";
import { mayPass, messageOf } from "../trouble.ts";
import type { World } from "../world.ts";
import { desiredIn } from "./artifact.ts";
import { chartVersions } from "./find-chart.ts";

/** An app's chart: which version is in which channel, and what is newer. */
export interface VersionRow {
  readonly config: string;
  /** `oci://ghcr.io/acme/charts/my-app` */
  readonly chart: string;
  /** In the policy's order of channels. */
  readonly channels: readonly ChannelStanding[];
  /** Why the registry does not say what is newer; undefined where it does. */
  readonly unknown: string | undefined;
}

export interface MatrixOptions {
  /** One app; by default all. */
  readonly only?: string;
  /** Ends all questions to registries together: then what is newer is not known. */
  readonly deadline?: AbortSignal;
}

/** Where which version runs of the apps that are charts, as the ledger has it: an app a row. */
export async function versionMatrix(
  world: World,
  state: ReleaseState,
  { only, deadline }: MatrixOptions = {},
): Promise<readonly VersionRow[]> {
  const rows: VersionRow[] = [];
  for (const config of configsOf(state.config).filter((one) => only === undefined || one === only)) {
    const row = await rowOf(world, state, { config, deadline });
    if (row !== undefined) rows.push(row);
  }
  return rows;
}

async function rowOf(
  world: World,
  state: ReleaseState,
  { config, deadline }: { readonly config: string; readonly deadline: AbortSignal | undefined },
): Promise<VersionRow | undefined> {
  const targets = inOrder(state)
    .map((channel) => ({ config, channel }))
    .filter((target) => placementsOf(state.config, target).length > 0);
  const chart = targets.map((target) => chartOf(state.config, target)).find((one) => one !== undefined);
  if (chart === undefined) return undefined;
  const { versions, unknown } = await versionsOf(world, chart, deadline);
  const channels = targets.map((target) => ({
    channel: target.channel,
    version: desiredIn(state, target).chart?.version,
  }));
  return { config, chart, unknown, channels: versionOverview(versions, channels) };
}

/** Those that the policy does not name come last. */
function inOrder({ config, policy: { channels: order = [] } }: ReleaseState): readonly string[] {
  const known = channelsOf(config);
  return [...order.filter((one) => known.includes(one)), ...known.filter((one) => !order.includes(one))];
}

async function versionsOf(world: World, chart: string, deadline: AbortSignal | undefined) {
  try {
    return { versions: await chartVersions(world, chart, deadline), unknown: undefined };
  } catch (error) {
    if (!isFinal(error) && !mayPass(error)) throw error;
    return { versions: undefined, unknown: messageOf(error) };
  }
}
