import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { step } from "../../../lib/store/step.ts";
import { placementOf } from "../targets/placement.ts";
import { releaseStateNow } from "../targets/release-state.ts";
import type { World } from "../world.ts";

/**
 * Who has a place of this replica's, so that one cluster's requests never take all of them: where it does not answer, each
 * keeps its place until it is given up.
 */
export class FairPlaces {
  /** Those who have one, in the order in which they got it. */
  readonly #taken = new Set<DeployRequest>();
  readonly #most: number;

  /** @param most how many one cluster's requests may have */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Does something for a request in a place of its own.
   * @returns undefined, without doing it, where as many others of its cluster were there before
   */
  async within<T>(world: World, request: DeployRequest, act: () => Promise<T>): Promise<T | undefined> {
    this.#taken.add(request);
    try {
      const isCrowded = await step("places.look", () => this.#isCrowded(world, request));
      return isCrowded ? undefined : await step("places.act", () => act());
    } finally {
      this.#taken.delete(request);
    }
  }

  /** While there are fewer than one cluster may have, nobody needs to know whose they are. */
  async #isCrowded(world: World, request: DeployRequest): Promise<boolean> {
    const before = [...this.#taken].slice(0, [...this.#taken].indexOf(request));
    if (before.length < this.#most) return false;
    const cluster = await clusterNameOf(world, request);
    const others = await step("places.look at others", () =>
      Promise.all(before.map((other) => clusterNameOf(world, other))),
    );
    return cluster !== undefined && others.filter((other) => other === cluster).length >= this.#most;
  }
}

/** The cluster of a request's wave; undefined where nobody can say now. The request's own act finds out why. */
async function clusterNameOf(world: World, request: DeployRequest): Promise<string | undefined> {
  try {
    const { config } = await step("places.read", () => releaseStateNow(world));
    return placementOf(config, request).cluster;
  } catch {
    return undefined;
  }
}
