import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "@release-channels/sandbox";
import { startActionsArena } from "./actions-arena.ts";
import type { ArenaOptions, ChaosArena, WriterName } from "./arena.ts";
import { readHistory } from "./history.ts";
import { brokenInvariants, type Told } from "./invariants.ts";
import { planDeliveries, type Delivery } from "./plan.ts";
import { startServerArena } from "./server-arena.ts";

export interface ChaosOptions {
  readonly dispatches: number;
  readonly seed: number;
  readonly writer: WriterName;
  readonly tell: (line: string) => void;
}

/** The results of a chaos run, and the printed row. */
export interface ChaosResult {
  readonly row: Readonly<Record<string, string | number>>;
  /** Broken invariants, in words; empty if all hold. */
  readonly broken: readonly string[];
}

/** Injects random faults, kills machines and repeats dispatches, then checks the invariants. */
export async function chaos({ dispatches, seed, writer, tell }: ChaosOptions): Promise<ChaosResult> {
  tell(`chaos: ${dispatches} dispatches, seed ${seed}, written by ${writer} …`);
  const directory = await mkdtemp(join(tmpdir(), "bench-chaos-"));
  const deliveries = planDeliveries(dispatches, seededRandom(seed));
  const arena = await startArena(writer, { directory, seed, deliveries, tell });
  try {
    const start = performance.now();
    const told = await deliverAll(deliveries, tell, arena);
    const { figures, broken: faults } = await arena.end();
    const wallMs = Math.round(performance.now() - start);
    const history = await readHistory(arena.repository.gitDir, arena.start);
    const builds = [...new Map(deliveries.map((delivery) => [delivery.index, delivery])).values()];
    const broken = [...faults, ...brokenInvariants(history, builds, told)];
    const { requests } = arena.github;
    const struck = requests.filter(({ status }) => status === 0 || status >= 400).length;
    return {
      broken,
      row: {
        writer,
        seed,
        dispatches,
        deliveries: deliveries.length,
        ...figures,
        requests: requests.length,
        failedRequests: struck,
        commits: history.length - 1,
        ...countOutcomes(told),
        broken: broken.length,
        wallMs,
      },
    };
  } finally {
    await arena.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function startArena(writer: WriterName, options: ArenaOptions): Promise<ChaosArena> {
  return writer === "actions" ? startActionsArena(options) : startServerArena(options, writer === "both");
}

async function deliverAll(
  deliveries: readonly Delivery[],
  tell: (line: string) => void,
  { atOnce, deliver }: ChaosArena,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  const waiting = deliveries.values();
  const work = async (): Promise<void> => {
    for (const delivery of waiting) {
      told.push(await deliver(delivery));
      if (told.length % 50 === 0) tell(`${told.length} of ${deliveries.length} delivered`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return told;
}

function countOutcomes(told: readonly Told[]): Readonly<Record<string, number>> {
  const count = (wanted: string): number => told.filter(({ outcome }) => outcome === wanted).length;
  return { applied: count("applied"), unchanged: count("unchanged"), superseded: count("superseded") };
}
