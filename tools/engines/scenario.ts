import type { World } from "./world.ts";

/** Something that people do with the real engines, and what must be true afterwards. */
export interface Scenario {
  /** Its name on the command line. */
  readonly name: string;
  /** What it shows, as a sentence. */
  readonly shows: string;
  /** @throws if that does not hold */
  readonly run: (world: World) => Promise<void>;
}
