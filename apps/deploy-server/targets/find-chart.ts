import { nearest } from "../../../lib/releases/documents/nearest.ts";
import { step } from "../../../lib/store/step.ts";
import { RegistryRefusal } from "../registry/session.ts";
import { Rejected } from "../rejected.ts";
import type { World } from "../world.ts";

/** How many versions are named to whoever asks for one that is not there. */
const NAMED = 5;

/** The digest of a chart's version, as its registry has it now. @throws Rejected where it has none, Passing */
export async function chartDigest(world: World, chart: string, version: string): Promise<string> {
  try {
    const found = await step("chart.find", () => world.charts.find(chart, version));
    if (found !== undefined) return found.digest;
  } catch (error) {
    throw rejected(error);
  }
  throw new Rejected("no version", missing(chart, version, await chartVersions(world, chart)));
}

/** All versions of a chart, newest first, or undefined where there is no such chart, until a deadline. @throws Rejected, Passing */
export async function chartVersions(
  world: World,
  chart: string,
  deadline?: AbortSignal,
): Promise<readonly string[] | undefined> {
  try {
    return await step("chart.versions", () => world.charts.versions(chart, deadline));
  } catch (error) {
    throw rejected(error);
  }
}

/** What the registry refuses, as what becomes of the request. */
function rejected(error: unknown): unknown {
  return error instanceof RegistryRefusal ? new Rejected("registry", error.message) : error;
}

function missing(chart: string, version: string, versions: readonly string[] | undefined): string {
  if (versions === undefined || versions.length === 0) {
    return `the registry has no ${chart}: check the target's chart in db/server.yaml, and that the server's login may read it`;
  }
  const meant = nearest(version, versions);
  const newest = versions.slice(0, NAMED).join(", ");
  return meant === undefined
    ? `there is no version ${version} of ${chart}: the newest are ${newest}`
    : `there is no version ${version} of ${chart}; did you mean ${meant}? The newest are ${newest}`;
}
