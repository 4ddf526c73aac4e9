import type { World } from "./world.ts";

/** Asks once for each server, and keeps the answer; what failed is asked again. */
export function askedOnce<T>(ask: (world: World) => Promise<T>): (world: World) => Promise<T> {
  const known = new WeakMap<World, Promise<T>>();
  return async (world) => {
    const kept = known.get(world);
    if (kept !== undefined) return kept;
    const answer = ask(world);
    known.set(world, answer);
    answer.catch(() => known.delete(world));
    return answer;
  };
}
