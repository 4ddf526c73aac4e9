import { ConcurrencyGroups, type GroupMember } from "@release-channels/sandbox";
import { contentsApi } from "./contents-api.ts";
import type { Strategy, Writer } from "./strategy.ts";

/** A workflow with `concurrency:`, as the sandbox's runner implements it; each run writes through the contents API. */
export const concurrencyGroup: Strategy = {
  name: "concurrency-group",
  startsAtOnce: 1,
  async prepare(arena, releases) {
    const groups = new ConcurrencyGroups();
    const writers = await contentsApi.prepare(arena, releases);
    return writers.map((write) => () => inGroup(groups, write));
  },
};

function inGroup(groups: ConcurrencyGroups, write: Writer): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const member: GroupMember = {
    cancelInProgress: false,
    queue: "single",
    start: () => void run(),
    cancel: () => resolve(),
  };
  const run = async (): Promise<void> => {
    try {
      await write();
      resolve();
    } catch (error) {
      reject(error);
    } finally {
      groups.leave("acme/releases", "release", member);
    }
  };
  groups.enter("acme/releases", "release", member);
  return promise;
}
