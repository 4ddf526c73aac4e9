import { setTimeout as sleep } from "node:timers/promises";
import { step } from "../../lib/store/step.ts";

/** So many within so long are a rush: several times what the server is made for. */
const MANY = 60;
const WITHIN_MS = 200;
/** How long work waits at the most, and is then done for, before it waits again. */
const MOST_MS = 2_000;
const LOOK_MS = 50;

/** What a rush goes by; the machine's own time unless told. */
export interface RushClock {
  /** In milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/**
 * Notices when much comes in at once. Whoever sends it waits for an answer, and gives it up after a while: what was taken
 * already is dealt with a moment later.
 */
export class Rush {
  /** When the newest came, the oldest of them first. */
  readonly #came: number[] = [];
  readonly #clock: RushClock;
  #worksUntil = Number.NEGATIVE_INFINITY;

  constructor(clock: RushClock = { now: () => performance.now(), sleep: (ms) => sleep(ms) }) {
    this.#clock = clock;
  }

  /** Says that something comes in. */
  note(): void {
    this.#came.push(this.#clock.now());
    if (this.#came.length > MANY) this.#came.shift();
  }

  /** Waits until the rush is over, but never for so long that nothing gets done. */
  async giveWay(): Promise<void> {
    const { now, sleep: wait } = this.#clock;
    const began = now();
    if (began < this.#worksUntil) return;
    while (this.#isOn() && now() - began < MOST_MS) await step("rush.give way", () => wait(LOOK_MS));
    if (this.#isOn()) this.#worksUntil = now() + MOST_MS;
  }

  #isOn(): boolean {
    const [first] = this.#came;
    return this.#came.length === MANY && first !== undefined && this.#clock.now() - first < WITHIN_MS;
  }
}
