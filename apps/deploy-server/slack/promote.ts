import { isWhole } from "../../../lib/deploys/again.ts";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import { readReleaseState } from "../github/release-files.ts";
import { Rejected } from "../rejected.ts";
import { targetFault } from "../requests/target-fault.ts";
import { desiredIn } from "../targets/artifact.ts";
import type { World } from "../world.ts";
import { ask } from "./ask.ts";
import type { Asked } from "./reply.ts";

/** Asks for what the ledger has in one channel to run in another, by all rules of a deploy. @throws Rejected */
export async function promote(
  world: World,
  asked: Asked,
  { target, from }: { readonly target: Target; readonly from: string },
): Promise<void> {
  const state = await readReleaseState(world.github, world.settings.releases);
  const source = { config: target.config, channel: from };
  const fault = targetFault(state.config, source);
  if (fault !== undefined) throw new Rejected("no target", fault.says);
  if (from === target.channel) {
    throw new Rejected(
      "no way",
      `both channels are ${from}: name the one it comes from, and the one it goes to`,
    );
  }
  const desired = desiredIn(state, source);
  if (desired.kind === "virtual") {
    throw new Rejected(
      "not deployed",
      `${targetKey(source)} runs nothing: deploy it there first, or promote from another channel`,
    );
  }
  if (desired.kind === "artifactful" && !isWhole(desired)) {
    throw new Rejected(
      "no digest",
      `the ledger has no digest of what runs in ${from}: deploy its commit to ${target.channel} instead`,
    );
  }
  const wish = { by: "desired", desired } as const;
  await ask(world, asked, { target, wish, why: `promoted from ${from}`, kind: "deploy" });
}
