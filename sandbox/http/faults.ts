import type { Fault, FaultRule } from "./fault.ts";

interface ArmedRule {
  readonly rule: FaultRule;
  left: number;
}

/** The faults that were asked for. At most one strikes a request: the first armed rule that fits it. */
export class Faults {
  readonly #random: () => number;
  #rules: ArmedRule[] = [];

  /** @param random numbers from 0 to 1, for rules that strike by chance */
  constructor(random: () => number) {
    this.#random = random;
  }

  inject(rule: FaultRule): void {
    this.#rules.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#rules = [];
  }

  /** The fault that strikes this request, if any; it is used up by that. */
  strike(operation: string): Fault | undefined {
    for (const armed of this.#rules) {
      const { rule } = armed;
      if (armed.left <= 0 || (rule.operation !== "*" && rule.operation !== operation)) continue;
      if (this.#random() >= (rule.chance ?? 1)) continue;
      armed.left -= 1;
      return this.#drawn(rule.fault);
    }
    return undefined;
  }

  #drawn(fault: Fault): Fault {
    if (fault.kind !== "delay" || fault.spreadMs === undefined) return fault;
    return { ...fault, ms: fault.ms + (2 * this.#random() - 1) * fault.spreadMs };
  }
}

/** A small seeded generator (mulberry32): the same seed, the same faults. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
