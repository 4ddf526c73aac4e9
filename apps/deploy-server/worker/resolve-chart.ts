import { desiredText, type Charted, type Desired } from "../../../lib/deploys/desired.ts";
import { givesUpAt } from "../../../lib/deploys/due.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { targetKey } from "../../../lib/deploys/target.ts";
import { Rejected } from "../rejected.ts";
import { chartDigest } from "../targets/find-chart.ts";
import { Passing } from "../trouble.ts";
import type { World } from "../world.ts";
import { happened, type Outcome } from "./outcome.ts";

/** A target whose version is a chart's, and what runs of it now. */
export interface ChartTarget {
  readonly from: Desired;
  /** `oci://ghcr.io/acme/charts/my-app` */
  readonly chart: string;
}

/** How often a registry that is down is asked again. */
const REGISTRY_POLL_MS = 15_000;

/** Version → digest, in the chart's registry. A registry that is down is waited for, and people are told. @throws Rejected */
export async function resolveChart(
  world: World,
  request: DeployRequest,
  { from, chart }: ChartTarget,
): Promise<Outcome> {
  try {
    return happened({ type: "resolved", from, to: await desiredChart(world, request, chart) });
  } catch (error) {
    const end = givesUpAt(request);
    const isLate = end !== undefined && world.clock.now().getTime() >= end;
    if (!(error instanceof Passing)) throw error;
    if (isLate) throw new Rejected("registry down", `${error.message} for 30 minutes: ask again later`);
    const message = `${error.message}: asking it again for up to 30 minutes`;
    const reason = { code: "registry down", message };
    return request.reason?.message === message
      ? { kind: "wait", inMs: REGISTRY_POLL_MS }
      : happened({ type: "waits", reason }, { dueInMs: REGISTRY_POLL_MS });
  }
}

async function desiredChart(world: World, { wish, target }: DeployRequest, chart: string): Promise<Desired> {
  if (wish.by === "desired") {
    const { desired } = wish;
    if (desired.kind === "virtual") return desired;
    if (desired.kind !== "chart" || desired.chart.address !== chart) {
      const what = desired.chart?.address ?? "no chart";
      throw new Rejected(
        "other chart",
        `${desiredText(desired)} is of ${what}, and ${targetKey(target)} runs ${chart}: name a version of that`,
      );
    }
    await insistOnChart(world, desired);
    return desired;
  }
  if (wish.by !== "version") {
    throw new Rejected(
      "no version",
      `${targetKey(target)} runs a version of ${chart}, and a ${wish.by} is none: name a version, such as 1.4.2`,
    );
  }
  const { version } = wish;
  const digest = await chartDigest(world, chart, version);
  return { kind: "chart", chart: { address: chart, version, digest } };
}

/** That the registry still has under a version what somebody was shown. @throws Rejected, Passing */
export async function insistOnChart(
  world: World,
  { chart: { address, version, digest } }: Charted,
): Promise<void> {
  const now = await chartDigest(world, address, version);
  if (now === digest) return;
  throw new Rejected(
    "moved",
    `${version} of ${address} is another chart by now: its digest is ${now}, and was ${digest}. Ask again, if that is what should run`,
  );
}
