/** A build's release, delivered once or twice, possibly to a machine that is killed. */
export interface Delivery {
  readonly index: number;
  readonly container: string;
  readonly channel: string;
  readonly image: string;
  /** The commit that was built, where it has to be there. */
  readonly sha?: string;
  /** Kill the process after this many milliseconds, then re-run the job. */
  readonly killAfterMs: number | undefined;
}

const CONTAINERS = 50;
export const CHANNELS = ["dev", "stage", "prod"];
const TWICE = 0.06;
const KILLED = 0.08;
/** About as long as a step takes, so that kills hit before, between and after its requests. */
const KILL_WITHIN_MS = 1500;

/**
 * Builds 0 to `dispatches` - 1 of 50 containers in 3 channels, in random order.
 * @param random 0 to 1, seeded: the same seed, the same plan
 */
export function planDeliveries(dispatches: number, random: () => number): readonly Delivery[] {
  const once = Array.from({ length: dispatches }, (_, index): Delivery => {
    const container = `app-${String(Math.floor(random() * CONTAINERS)).padStart(2, "0")}`;
    const channel = CHANNELS[Math.floor(random() * CHANNELS.length)] ?? "dev";
    const killAfterMs = random() < KILLED ? Math.round(random() * KILL_WITHIN_MS) : undefined;
    return { index, container, channel, image: `ghcr.io/acme/${container}:build-${index}`, killAfterMs };
  });
  const twice = once
    .filter(() => random() < TWICE)
    .map((delivery) => ({ ...delivery, killAfterMs: undefined }));
  return shuffled([...once, ...twice], random);
}

/** In an order that the seed chooses. */
export function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
