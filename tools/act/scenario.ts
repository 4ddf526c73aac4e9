import type { Side } from "./side.ts";

export type Play = (side: Side) => Promise<unknown>;

/** An action on GitHub that starts workflows. */
export interface Scenario {
  readonly title: string;
  /** How each run should end, oldest first: see endingsOf. */
  readonly ends: readonly string[];
  readonly play: Play;
}
