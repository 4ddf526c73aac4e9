import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom, startGitHub } from "@release-channels/sandbox";
import { serializeDatabase } from "../database.ts";
import { deliver } from "./deliver.ts";
import { injectFaults } from "./faults.ts";
import { readHistory } from "./history.ts";
import { brokenInvariants, type Told } from "./invariants.ts";
import { planDeliveries, type Delivery } from "./plan.ts";

export interface ChaosOptions {
  readonly dispatches: number;
  readonly seed: number;
  readonly tell: (line: string) => void;
}

/** The results of a chaos run, and the printed row. */
export interface ChaosResult {
  readonly row: Readonly<Record<string, string | number>>;
  /** Broken invariants, in words; empty if all hold. */
  readonly broken: readonly string[];
}

/** As many processes at a time as two cores can handle. */
const AT_ONCE = 12;

/** Injects random faults, kills machines and repeats dispatches, then checks the invariants. */
export async function chaos({ dispatches, seed, tell }: ChaosOptions): Promise<ChaosResult> {
  tell(`chaos: ${dispatches} dispatches, seed ${seed} …`);
  const directory = await mkdtemp(join(tmpdir(), "bench-chaos-"));
  const github = await startGitHub({ directory: join(directory, "github"), seed });
  try {
    const repository = await github.createRepository("acme/releases", {
      files: { "db/db.json": serializeDatabase([]) },
    });
    const token = github.createToken({
      actor: "github-actions[bot]",
      kind: "actions",
      repositories: [repository.fullName],
      permissions: { actions: "read", contents: "write", metadata: "read" },
    });
    injectFaults(github);
    const deliveries = planDeliveries(dispatches, seededRandom(seed));
    const start = performance.now();
    const told = await deliverAll(deliveries, tell, (delivery) =>
      deliver({ github, repository, token, directory }, delivery),
    );
    const wallMs = Math.round(performance.now() - start);
    const history = await readHistory(repository.gitDir);
    const builds = [...new Map(deliveries.map((delivery) => [delivery.index, delivery])).values()];
    const broken = brokenInvariants(history, builds, told);
    const struck = github.requests.filter(({ status }) => status === 0 || status >= 400).length;
    return {
      broken,
      row: {
        strategy: "release-channels",
        seed,
        dispatches,
        deliveries: deliveries.length,
        killed: deliveries.filter(({ killAfterMs }) => killAfterMs !== undefined).length,
        requests: github.requests.length,
        failedRequests: struck,
        commits: history.length - 1,
        ...countOutcomes(told),
        broken: broken.length,
        wallMs,
      },
    };
  } finally {
    await github.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function deliverAll(
  deliveries: readonly Delivery[],
  tell: (line: string) => void,
  run: (delivery: Delivery) => Promise<Told>,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  const waiting = deliveries.values();
  const work = async (): Promise<void> => {
    for (const delivery of waiting) {
      told.push(await run(delivery));
      if (told.length % 50 === 0) tell(`${told.length} of ${deliveries.length} delivered`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return told;
}

function countOutcomes(told: readonly Told[]): Readonly<Record<string, number>> {
  const count = (wanted: string): number => told.filter(({ outcome }) => outcome === wanted).length;
  return { applied: count("applied"), unchanged: count("unchanged"), superseded: count("superseded") };
}
