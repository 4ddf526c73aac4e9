import type { Side } from "./side.ts";

export type Play = (side: Side) => Promise<unknown>;

/** Something that someone does on GitHub, which starts workflows. */
export interface Scenario {
  readonly title: string;
  /** How each run is meant to end, the oldest first: see endingsOf. */
  readonly ends: readonly string[];
  readonly play: Play;
}
