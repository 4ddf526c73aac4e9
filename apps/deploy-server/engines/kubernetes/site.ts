import { step } from "../../../../lib/store/step.ts";
import type { ConfigObject } from "./config-object.ts";
import type { NamespaceObjects } from "./resources.ts";
import type { SpecSource } from "./specs.ts";

/** One target's place in a cluster, for whoever has its lease. */
export interface Site {
  readonly objects: NamespaceObjects;
  readonly config: ConfigObject;
  readonly specs: SpecSource;
  /** Now: ISO 8601 in UTC. */
  readonly now: () => string;
  /** Keeps the lease. @throws Passing where somebody else has it by now: then nothing more may be changed */
  readonly hold: () => Promise<void>;
}

/** To be called before each change. @throws Passing */
export async function keepLease({ hold }: Site): Promise<void> {
  await step("kubernetes.keep lease", () => hold());
}
