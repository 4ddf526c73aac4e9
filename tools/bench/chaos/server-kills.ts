import { existsSync } from "node:fs";
import { join } from "node:path";
import { running } from "../../deploys/crew.ts";
import type { Kill } from "../../deploys/kill.ts";
import type { Site } from "../../deploys/site.ts";
import { killPoints } from "../../repository/kill-points.ts";
import { shuffled } from "./plan.ts";

/** What is done with dispatches, apart from what an hourly sweep does. */
export function dispatchSteps(): readonly string[] {
  return killPoints()
    .points.map(({ name }) => name)
    .filter((name) => /^(?:dispatches|awaited)\./.test(name) && !name.startsWith("dispatches.prune"));
}

/** Which kills have happened, and at which steps nobody came by. */
export interface KillOutcome {
  readonly taken: readonly Kill[];
  readonly missed: readonly Kill[];
}

/** Kills before and after each step, in an order that the seed chooses, one after the other while deliveries go on. */
export class ServerKills {
  readonly #site: Pick<Site, "replicas">;
  readonly #kills: readonly (Kill & { readonly ticket: string })[];
  readonly #every: number;
  #delivered = 0;

  constructor(
    site: Pick<Site, "replicas">,
    steps: readonly string[],
    {
      folder,
      random,
      deliveries,
    }: { readonly folder: string; readonly random: () => number; readonly deliveries: number },
  ) {
    this.#site = site;
    const all = steps.flatMap((step) =>
      (["before", "after"] as const).map((when, index) => ({
        step,
        when,
        ticket: join(folder, `${index}-${step.replaceAll(" ", "-")}`),
      })),
    );
    this.#kills = shuffled(all, random);
    this.#every = Math.max(1, Math.floor(deliveries / (all.length + 1)));
  }

  /** One more is under way: whoever comes by the kills that are due by now dies, once for each. */
  delivered(): void {
    this.#delivered += 1;
    if (this.#delivered % this.#every !== 0) return;
    const due = this.#kills.slice(0, this.#delivered / this.#every);
    for (const replica of running(this.#site)) replica.arm(due);
  }

  outcome(): KillOutcome {
    const isTaken = ({ ticket }: { readonly ticket: string }): boolean => existsSync(ticket);
    return {
      taken: this.#kills.filter(isTaken),
      missed: this.#kills.filter((kill) => !isTaken(kill)),
    };
  }
}
