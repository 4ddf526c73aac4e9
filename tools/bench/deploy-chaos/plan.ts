import { seededRandom } from "@release-channels/sandbox";
import type { Kill } from "../../deploys/kill.ts";
import { reasonFor } from "./elsewhere.ts";
import { chosenKills } from "./kills.ts";
import type { Scenario } from "./scenario.ts";
import { SCENARIOS } from "./scenarios/index.ts";
import { troubles } from "./troubles.ts";
import type { WorldKind } from "./world-kind.ts";

/** What servers die at in one scenario. */
export interface KillPlan {
  readonly title: string;
  readonly scenario: Scenario;
  readonly kills: readonly Kill[];
  /** Whether somebody must come by each. */
  readonly isExact: boolean;
}

/** The steps that each scenario comes through, by its name. */
export type Reached = ReadonlyMap<string, ReadonlySet<string>>;

/** All that is to be done, and what is wrong already. */
export interface Plan {
  readonly plans: readonly KillPlan[];
  /** Steps that no scenario comes through, each with the reason; undefined where there is none. */
  readonly left: readonly (readonly [step: string, reason: string | undefined])[];
}

/** Kills before and after each step, in the first scenario that comes through it. @param steps of the source */
export function killPlan(steps: readonly string[], reached: Reached): Plan {
  const found = steps.map((step) => ({ step, scenario: scenariosWith(step, reached)[0] }));
  const plans = found.flatMap(({ step, scenario }) =>
    scenario === undefined ? [] : [exactly(scenario, beforeAndAfter(step))],
  );
  return {
    plans: byWorld([...plans, ...wholePlans(steps, reached)]),
    left: found.flatMap(({ step, scenario }) =>
      scenario === undefined ? [[step, reasonFor(step)] as const] : [],
    ),
  };
}

/** At how many steps servers die while one play goes on. */
const STEPS_TOGETHER = 5;

/** Kills before and after each step that scenarios come through which are to be whole, some of them in each play. */
function wholePlans(steps: readonly string[], reached: Reached): readonly KillPlan[] {
  return SCENARIOS.filter(({ isWhole }) => isWhole === true).flatMap((scenario) => {
    const own = steps.filter((step) => reached.get(scenario.name)?.has(step));
    const plays = Math.ceil(own.length / STEPS_TOGETHER);
    // Steps that follow each other are in different plays: whoever dies at one comes by the next one again.
    return Array.from({ length: plays }, (_, play) =>
      someOf(scenario, own.filter((_step, index) => index % plays === play).flatMap(beforeAndAfter)),
    );
  });
}

function beforeAndAfter(step: string): readonly Kill[] {
  return [
    { step, when: "before" },
    { step, when: "after" },
  ];
}

/** One scenario with kills that somebody must come by. */
export function exactly(scenario: Scenario, kills: readonly Kill[]): KillPlan {
  const title = kills.map(({ step, when }) => `${when} ${step}`).join(", ");
  return { title: `killed ${title} (${scenario.name})`, scenario, kills, isExact: true };
}

/** The same with many, of which some may keep others from being reached. */
function someOf(scenario: Scenario, kills: readonly Kill[]): KillPlan {
  return { ...exactly(scenario, kills), isExact: false };
}

/**
 * One kill alone, in one scenario after the other that comes through its step: of two kills one may keep the other from
 * being reached, and some steps are come by only where servers do not know yet what they ask for there.
 */
export function eachAlone(kill: Kill, reached: Reached): readonly KillPlan[] {
  return scenariosWith(kill.step, reached).map((scenario) => exactly(scenario, [kill]));
}

/** Each trouble alone, and with servers that die at steps chosen by chance, once for each seed. */
export function troublePlan(seeds: readonly number[], reached: Reached): readonly KillPlan[] {
  const steps = [...(reached.get(SCENARIOS[0]?.name ?? "") ?? [])].toSorted();
  const [first = 1] = seeds;
  const alone = troubles(first).map((scenario) => planOf(scenario, [], scenario.name));
  const withKills = seeds.flatMap((seed) => {
    const random = seededRandom(seed);
    return troubles(seed).map((scenario) =>
      planOf(scenario, chosenKills(steps, random), `${scenario.name}, servers killed, seed ${seed}`),
    );
  });
  return [...alone, ...(steps.length === 0 ? [] : withKills)];
}

function planOf(scenario: Scenario, kills: readonly Kill[], title: string): KillPlan {
  return { title, scenario, kills, isExact: false };
}

function scenariosWith(step: string, reached: Reached): readonly Scenario[] {
  return SCENARIOS.filter(({ name }) => reached.get(name)?.has(step));
}

const WORLDS: readonly WorldKind[] = ["usual", "cluster", "flux", "sockets"];

/** One world after the other: each takes its time to start. */
export function byWorld(plans: readonly KillPlan[]): readonly KillPlan[] {
  const at = ({ scenario }: KillPlan): number => WORLDS.indexOf(scenario.world ?? "usual");
  return plans.toSorted((a, b) => at(a) - at(b));
}
