import type { Desired } from "../../../lib/deploys/desired.ts";
import { entryOf } from "../../../lib/deploys/entry.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { pinReason } from "../../../lib/releases/rules/outcome.ts";
import { resume } from "../../../lib/releases/rules/resume.ts";
import { isoTime } from "../clock.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { Rejected } from "../rejected.ts";
import type { World } from "../world.ts";
import { happened, type Outcome } from "./outcome.ts";

/** That something keeps a target as it is. @throws Rejected where nothing does */
export function resolveResume(
  world: World,
  { target }: DeployRequest,
  { state, from }: { readonly state: ReleaseState; readonly from: Desired },
): Outcome {
  if (liftedBy(world, state, target).length > 0) return happened({ type: "resolved", from, to: from });
  const record = entryOf(state, target);
  const pinned = record && pinReason(record, isoTime(world.clock));
  if (pinned !== undefined) {
    throw new Rejected(
      "pinned",
      `${pinned}: a resume ends what an undeploy, a rollback, a reapply or an adopt has set, and no pin of somebody's own; remove it with rollback-release and unpin`,
    );
  }
  const otherwise = from.kind === "chart" ? "ask for a version of it" : "events deploy it as its config says";
  throw new Rejected(
    "not stopped",
    `nothing keeps ${target.config} in ${target.channel} as it is, so that there is nothing to resume: ${otherwise}`,
  );
}

/** What a resume ends, in words that follow "because". */
export function liftedBy(
  world: World,
  { database }: Pick<ReleaseState, "database">,
  target: DeployRequest["target"],
): readonly string[] {
  return resume(database, target, { by: "", at: isoTime(world.clock) }).lifted;
}
