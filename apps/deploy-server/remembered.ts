import type { World } from "./world.ts";

/** How long something is taken for true, and of how many. */
export interface Memory {
  readonly ms: number;
  readonly most: number;
}

/** Answers that are kept for a short time; what failed is asked for again. */
export class Remembered<T> {
  readonly #memory: Memory;
  readonly #kept = new Map<string, { readonly answer: Promise<T>; readonly until: number }>();

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** Whether an answer is there already. @param now epoch milliseconds */
  has(key: string, now: number): boolean {
    return (this.#kept.get(key)?.until ?? 0) > now;
  }

  /** @param now epoch milliseconds */
  async of(key: string, now: number, ask: () => Promise<T>): Promise<T> {
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.until > now) return kept.answer;
    const answer = ask();
    this.#kept.delete(key);
    this.#kept.set(key, { answer, until: now + this.#memory.ms });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#memory.most) break;
      this.#kept.delete(oldest);
    }
    answer.catch(() => {
      if (this.#kept.get(key)?.answer === answer) this.#kept.delete(key);
    });
    return answer;
  }
}

/** A memory that each server has for itself. */
export function memoryOf<T>(memory: Memory): (world: World) => Remembered<T> {
  const known = new WeakMap<World, Remembered<T>>();
  return (world) => {
    const kept = known.get(world) ?? new Remembered<T>(memory);
    known.set(world, kept);
    return kept;
  };
}
