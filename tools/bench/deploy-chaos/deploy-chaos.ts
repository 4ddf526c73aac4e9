import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Kill } from "../../deploys/kill.ts";
import { killPoints } from "../../repository/kill-points.ts";
import { playKilled, stepsOf } from "./kills.ts";
import { Lanes } from "./lanes.ts";
import { byWorld, eachAlone, killPlan, troublePlan, type KillPlan, type Plan, type Reached } from "./plan.ts";
import { Report, type Row } from "./report.ts";
import type { Scenario } from "./scenario.ts";
import { SCENARIOS } from "./scenarios/index.ts";

export interface DeployChaosOptions {
  /** Of what is chosen by chance; troubles are tried with the next one as well. */
  readonly seed: number;
  /** Only kills and troubles whose titles contain one of these; defaults to all. */
  readonly only?: readonly string[] | undefined;
  /** Only scenarios whose names contain one of these; defaults to all. Then nothing is said of steps that none comes through. */
  readonly within?: readonly string[] | undefined;
  /** How many worlds there are side by side. */
  readonly lanes: number;
  readonly tell: (line: string) => void;
}

export interface DeployChaosResult {
  readonly rows: readonly Row[];
  /** What is wrong, in words. */
  readonly broken: readonly string[];
}

/** Databases and servers would go on without this process. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Kills servers at each of their steps, and makes everything around them fail, while people deploy. */
export async function deployChaos(options: DeployChaosOptions): Promise<DeployChaosResult> {
  const { seed, only = [""], within, tell } = options;
  const scenarios = SCENARIOS.filter(({ name }) => within?.some((part) => name.includes(part)) ?? true);
  const folder = await mkdtemp(join(tmpdir(), "bench-deploy-chaos-"));
  const lanes = new Lanes(folder, options.lanes);
  const report = new Report(tell);
  const end = async (): Promise<void> => {
    await lanes.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const stop = (): void => {
    report.sum();
    void end().finally(() => process.exit(130));
  };
  for (const signal of SIGNALS) process.once(signal, stop);
  try {
    const reached = await reach(lanes, report, scenarios);
    const { plans, left } = killPlan(
      killPoints().points.map(({ name }) => name),
      reached,
    );
    if (within === undefined) tellOfLeft(report, left);
    // What takes longest comes first, so that no lane is left alone with it.
    const all = [...troublePlan([seed, seed + 1], reached), ...plans];
    const chosen = all.filter(
      ({ title, scenario }) =>
        only.some((part) => title.includes(part)) && (within === undefined || scenarios.includes(scenario)),
    );
    report.expect(chosen.length);
    let missed = await playAll(lanes, report, chosen);
    for (let round = 0; missed.length > 0; round += 1) {
      const again = missed.map((kill) => ({ kill, plan: eachAlone(kill, reached)[round] }));
      for (const { kill, plan } of again)
        if (plan === undefined) report.fault(`nobody came by ${kill.when} ${kill.step}`);
      const plans = again.flatMap(({ plan }) => plan ?? []);
      report.expect(plans.length);
      missed = await playAll(lanes, report, byWorld(plans));
    }
    report.sum();
    return report;
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    await end();
  }
}

/** Tells of the steps that no scenario comes through. */
function tellOfLeft(report: Report, left: Plan["left"]): void {
  report.tell(`${left.length} steps that no scenario comes through:`);
  for (const [step, reason] of left) {
    report.tell(`  ${step}: ${reason ?? "NO REASON"}`);
    if (reason === undefined) report.fault(`no scenario comes through ${step}, for no reason`);
  }
}

/** Plays each scenario undisturbed, to see what servers come through. */
async function reach(lanes: Lanes, report: Report, scenarios: readonly Scenario[]): Promise<Reached> {
  const reached = new Map<string, ReadonlySet<string>>();
  await lanes.work(
    scenarios.map((scenario) => ({
      world: scenario.world,
      run: async (world) => {
        const steps = new Set(await stepsOf(world, scenario));
        reached.set(scenario.name, steps);
        report.tell(`${scenario.name}: ${steps.size} steps`);
      },
      failed: (error) => report.failed(`undisturbed, ${scenario.name}`, error),
    })),
  );
  return reached;
}

/** @returns the kills that had to be come by, and were not */
async function playAll(lanes: Lanes, report: Report, plans: readonly KillPlan[]): Promise<readonly Kill[]> {
  const missed: Kill[] = [];
  await lanes.work(
    plans.map((plan) => ({
      world: plan.scenario.world,
      run: async (world) => {
        const played = await playKilled(world, plan.scenario, plan.kills);
        if (plan.isExact) missed.push(...played.missed);
        report.played(plan.title, played, plan.kills.length - played.missed.length);
      },
      failed: (error) => report.failed(plan.title, error),
    })),
  );
  return missed;
}
