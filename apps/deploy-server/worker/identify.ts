import { refusal } from "../../../lib/deploys/permission.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { readReleaseState } from "../github/release-files.ts";
import { judgeAgain } from "../people/judge.ts";
import { Rejected } from "../rejected.ts";
import { placementOf } from "../targets/placement.ts";
import type { World } from "../world.ts";
import { happened, type Outcome } from "./outcome.ts";

/** Finds out who asks, and whether they may. */
export async function identify(world: World, request: DeployRequest): Promise<Outcome> {
  const state = await readReleaseState(world.github, world.settings.releases);
  placementOf(state.config, request);
  const account = await admit(world, state, request);
  return happened({ type: "identified", account }, {});
}

/** @throws Rejected with the rule that refuses */
export async function admit(
  world: World,
  state: Awaited<ReturnType<typeof readReleaseState>>,
  request: DeployRequest,
) {
  const { account, verdicts } = await judgeAgain(world, state, request);
  const refused = refusal(verdicts);
  if (refused !== undefined) throw new Rejected(refused.rule, refused.says);
  if (account === undefined) throw new Rejected("account", "no GitHub account is known");
  return account;
}
