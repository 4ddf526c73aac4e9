import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deployKilled, reach, type Killed } from "./kills.ts";
import { deployOnce, type Ended } from "./request.ts";
import { troubles } from "./troubles.ts";
import { startChaosWorld, type ChaosWorld } from "./world.ts";

export interface DeployChaosOptions {
  readonly seed: number;
  /** Only steps whose names begin like this; defaults to all. */
  readonly only?: string | undefined;
  readonly tell: (line: string) => void;
}

type Row = Readonly<Record<string, string | number>>;

export interface DeployChaosResult {
  readonly rows: readonly Row[];
  /** What is wrong, in words. */
  readonly broken: readonly string[];
}

/** Kills servers at each of their steps, and makes everything around them fail, while people deploy. */
export async function deployChaos({ seed, only = "", tell }: DeployChaosOptions): Promise<DeployChaosResult> {
  const folder = await mkdtemp(join(tmpdir(), "bench-deploy-chaos-"));
  const world = await startChaosWorld(folder);
  try {
    const { reached, elsewhere, unseen } = await reach(world);
    tell(`A deploy comes through ${reached.length} steps; ${elsewhere.length} are PGlite's or the start's.`);
    tell(`It did not come through: ${unseen.join(", ")}.`);
    const results: { readonly row: Row; readonly broken: readonly string[] }[] = [];
    for (const step of reached.filter((name) => name.startsWith(only))) {
      for (const when of ["before", "after"] as const) {
        const killed = await deployKilled(world, { step, when });
        results.push({ row: rowOf(`killed ${when} ${step}`, [killed]), broken: killed.broken });
        tell(sentenceOf(step, when, killed));
      }
    }
    if (only === "") results.push(...(await playTroubles(world, seed, tell)));
    return { rows: results.map(({ row }) => row), broken: results.flatMap(({ broken }) => broken) };
  } finally {
    await world.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function playTroubles(world: ChaosWorld, seed: number, tell: DeployChaosOptions["tell"]) {
  const results: { readonly row: Row; readonly broken: readonly string[] }[] = [];
  for (const { name, deploys, after, ...trouble } of troubles(seed)) {
    const ended: Ended[] = [];
    for (let deploy = 0; deploy < deploys; deploy += 1) ended.push(await deployOnce(world, trouble));
    await after?.(world);
    const broken = ended.flatMap((one) => one.broken);
    results.push({ row: rowOf(name, ended), broken });
    tell(`${name}: ${broken.length === 0 ? "holds" : broken.join("; ")}`);
  }
  return results;
}

function rowOf(trouble: string, ended: readonly (Ended & Partial<Killed>)[]): Row {
  const sum = (count: (one: Ended) => number): number => ended.reduce((all, one) => all + count(one), 0);
  return {
    trouble,
    deploys: ended.length,
    killed: ended.filter(({ isHit }) => isHit === true).length,
    succeeded: ended.filter(({ state }) => state === "succeeded").length,
    commits: sum(({ commits }) => commits),
    syncs: sum(({ syncs }) => syncs),
    messages: sum(({ messages }) => messages),
    broken: sum(({ broken }) => broken.length),
  };
}

function sentenceOf(step: string, when: string, { isHit, broken }: Killed): string {
  const what = isHit ? `killed ${when}` : `nobody came`;
  return `${step} (${what} it): ${broken.length === 0 ? "holds" : broken.join("; ")}`;
}
