import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Kill } from "../../deploys/kill.ts";
import { killPoints } from "../../repository/kill-points.ts";
import { playKilled, stepsOf } from "./kills.ts";
import { Lanes } from "./lanes.ts";
import { exactly, killPlan, troublePlan, type KillPlan, type Reached } from "./plan.ts";
import { Report, type Row } from "./report.ts";
import { SCENARIOS } from "./scenarios/index.ts";

export interface DeployChaosOptions {
  /** Of what is chosen by chance; troubles are tried with the next one as well. */
  readonly seed: number;
  /** Only kills and troubles whose titles contain this; defaults to all. */
  readonly only?: string | undefined;
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
  const { seed, only = "", tell } = options;
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
    const reached = await reach(lanes, report);
    const { plans, left } = killPlan(
      killPoints().points.map(({ name }) => name),
      reached,
    );
    tell(`Scenarios come through ${plans.length} of ${plans.length + left.length} steps, and not through:`);
    for (const [step, reason] of left) {
      tell(`  ${step}: ${reason ?? "NO REASON"}`);
      if (reason === undefined) report.fault(`no scenario comes through ${step}, for no reason`);
    }
    // What takes longest comes first, so that no lane is left alone with it.
    const all = [...troublePlan([seed, seed + 1], reached), ...plans];
    const chosen = all.filter(({ title }) => title.includes(only));
    report.expect(chosen.length);
    const missed: KillPlan[] = [];
    await playAll(lanes, report, {
      plans: chosen,
      miss: ({ scenario }, kill) => missed.push(exactly(scenario, [kill])),
    });
    // Of two kills one may keep the other from being reached: alone, somebody comes by.
    report.expect(missed.length);
    await playAll(lanes, report, {
      plans: missed,
      miss: ({ title }) => report.fault(`${title}: nobody came by`),
    });
    report.sum();
    return report;
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    await end();
  }
}

/** Plays each scenario undisturbed, to see what servers come through. */
async function reach(lanes: Lanes, report: Report): Promise<Reached> {
  const reached = new Map<string, ReadonlySet<string>>();
  await lanes.work(
    SCENARIOS.map((scenario) => ({
      socketMode: scenario.socketMode,
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

interface Playing {
  readonly plans: readonly KillPlan[];
  /** Told of each kill that had to be come by, and was not. */
  readonly miss: (plan: KillPlan, kill: Kill) => void;
}

async function playAll(lanes: Lanes, report: Report, { plans, miss }: Playing): Promise<void> {
  await lanes.work(
    plans.map((plan) => ({
      socketMode: plan.scenario.socketMode,
      run: async (world) => {
        const played = await playKilled(world, plan.scenario, plan.kills);
        if (plan.isExact) for (const kill of played.missed) miss(plan, kill);
        report.played(plan.title, played, plan.kills.length - played.missed.length);
      },
      failed: (error) => report.failed(plan.title, error),
    })),
  );
}
