import { press, until, WAITS } from "../../deploys/people.ts";
import { askForAll, startApps, type Apps } from "./apps.ts";
import { middleOf, type Figure, type Pair } from "./promise.ts";

const APPS = 60;
/** As many wait for their preview at once: more than two replicas work on. */
const PEOPLE = 20;
/** How long each answer of GitHub and Argo CD is held back. */
const LATENCY_MS = 100;

export interface ReplicasOptions {
  /** How often one and two are measured, in turn. */
  readonly rounds: number;
  readonly tell: (line: string) => void;
}

/**
 * How many deploys a second two replicas look into, beside one, from the command to the preview, while all that they ask
 * takes its time. What is confirmed then goes into one branch, commit after commit, however many replicas there are.
 */
export async function replicas({ rounds, tell }: ReplicasOptions): Promise<readonly Figure[]> {
  const world = await startApps({ count: APPS, isProtected: true });
  try {
    const { site } = world;
    await world.build("what is deployed");
    // What is compiled and connected once for each server is nobody's deploy.
    await rateOf(world, { isSlow: false });
    const pairs: Pair[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const beside = await rateOf(world, { isSlow: true });
      const second = await site.start();
      await rateOf(world, { isSlow: false });
      const ours = await rateOf(world, { isSlow: true });
      await second.stop();
      pairs.push({ ours, beside });
      tell(
        `round ${round}: ${beside.toFixed(2)} previews a second of one replica, ${ours.toFixed(2)} of two`,
      );
    }
    return [{ what: "previews a second, two replicas beside one", ...middleOf(pairs), atLeast: 1.7 }];
  } finally {
    await world.stop();
  }
}

/** Asks for a deploy of each app at once, and cancels it. @returns how many a second were shown */
async function rateOf(world: Apps, { isSlow }: { readonly isSlow: boolean }): Promise<number> {
  const { site, apps, github, argo } = world;
  if (isSlow) {
    for (const far of [github, argo])
      far.inject({ operation: "*", fault: { kind: "delay", ms: LATENCY_MS, spreadMs: 0 } });
  }
  const began = Date.now();
  const shown = await askForAll(world, { says: WAITS, atOnce: PEOPLE });
  const ms = Date.now() - began;
  for (const far of [github, argo]) far.clearFaults();
  for (const { user, message } of shown) {
    await press(site, user, { message, action: "cancel" });
    await until(site, message, "cancelled it");
  }
  return (apps.length * 1000) / ms;
}
