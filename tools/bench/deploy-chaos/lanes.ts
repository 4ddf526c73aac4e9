import { join } from "node:path";
import type { WorldKind } from "./world-kind.ts";
import { startChaosWorld, type ChaosWorld } from "./world.ts";

/** Something that is done in a world. */
export interface Job {
  /** The world it needs; the usual one unless said. */
  readonly world?: WorldKind | undefined;
  readonly run: (world: ChaosWorld) => Promise<void>;
  /** What has gone wrong so that the world cannot be used any more. */
  readonly failed: (error: Error) => void;
}

/** Worlds side by side: while servers of one wait, those of another work. */
export class Lanes {
  readonly #folder: string;
  readonly #count: number;
  readonly #worlds: (ChaosWorld | undefined)[] = [];
  #started = 0;

  constructor(folder: string, count: number) {
    this.#folder = folder;
    this.#count = count;
  }

  /** Does all jobs, each lane one after the other. */
  async work(jobs: readonly Job[]): Promise<void> {
    const waiting = [...jobs];
    const lanes = Array.from({ length: this.#count }, async (_, lane) => {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await this.#do(job, lane);
    });
    await Promise.all(lanes);
  }

  async stop(): Promise<void> {
    for (const world of this.#worlds) await world?.stop();
  }

  async #do(job: Job, lane: number): Promise<void> {
    try {
      await job.run(await this.#worldFor(job, lane));
    } catch (error) {
      job.failed(error instanceof Error ? error : new Error(String(error)));
      await this.#worlds[lane]?.stop().catch(() => undefined);
      this.#worlds[lane] = undefined;
    }
  }

  /** A lane keeps its world for as long as the next job can use it. */
  async #worldFor({ world: kind = "usual" }: Job, lane: number): Promise<ChaosWorld> {
    const known = this.#worlds[lane];
    if (known?.kind === kind) return known;
    await known?.stop();
    this.#worlds[lane] = undefined;
    this.#started += 1;
    const folder = join(this.#folder, `world-${this.#started}`);
    const world = await startChaosWorld(folder, { kind, compiled: join(this.#folder, "compiled") });
    this.#worlds[lane] = world;
    return world;
  }
}
