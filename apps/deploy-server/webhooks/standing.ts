import type { AutodeployFacts } from "../../../lib/deploys/autodeploy-facts.ts";
import { consentRulesOf } from "../../../lib/deploys/config/server-config.ts";
import type { Desired } from "../../../lib/deploys/desired.ts";
import { entryOf } from "../../../lib/deploys/entry.ts";
import type { DeployRequest, Wish } from "../../../lib/deploys/request.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import { pinReason } from "../../../lib/releases/rules/outcome.ts";
import { isResumed, stopOf } from "../../../lib/releases/rules/undeployment.ts";
import { openRequests } from "../../../lib/store/request-lists.ts";
import { isoTime } from "../clock.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { desiredIn, recordOf } from "../targets/artifact.ts";
import { releaseStateNow } from "../targets/release-state.ts";
import type { World } from "../world.ts";

/** How a target stands when something happens to its config. */
export interface Standing extends Pick<
  AutodeployFacts,
  "desired" | "desiredBuild" | "stopped" | "isResumed" | "isProtected"
> {
  readonly state: ReleaseState;
  /** What is on its way there already. */
  readonly pending: Wish | undefined;
}

export async function standingOf(world: World, target: Target): Promise<Standing> {
  const state = await releaseStateNow(world);
  const { database } = state;
  const place = { container: target.config, channel: target.channel };
  const release = recordOf(state, target);
  const record = entryOf(state, target);
  const open = await openRequests(world.db, target);
  const newest = open.findLast(({ request }) => shaOf(request) !== undefined)?.request;
  const desired = desiredIn(state, target);
  const isPinned = record?.pinned !== undefined && pinReason(record, isoTime(world.clock)) !== undefined;
  const isUndeployed = record === undefined && stopOf(database, place) !== undefined;
  const isOfPerson = newest?.kind === "rollback" || newest?.kind === "reapply";
  return {
    state,
    isProtected: consentRulesOf(state.config, target.channel).protected,
    desired: newest === undefined ? desired : comingOf(newest, desired),
    desiredBuild: newest === undefined ? release?.source : undefined,
    isResumed: record === undefined && isResumed(database, place),
    stopped: isUndeployed ? "undeployed" : isPinned || isOfPerson ? "pinned" : undefined,
    pending: newest?.wish,
  };
}

/** The commit that a request is about, as soon as it says so. */
function shaOf({ to, wish }: DeployRequest): string | undefined {
  if (to !== undefined) return to.artifact?.sha ?? to.configSha;
  if (wish.by === "build") return wish.sha;
  return wish.by === "desired" ? (wish.desired.artifact?.sha ?? wish.desired.configSha) : undefined;
}

/** What an open request makes of its target: of that, the next one has to be newer. */
function comingOf({ to, wish }: DeployRequest, before: Desired): Desired {
  if (to !== undefined) return to;
  if (wish.by === "desired") return wish.desired;
  if (wish.by !== "build") return before;
  const { sha, image, configSha } = wish;
  return { kind: "artifactful", configSha, artifact: { sha, image, digest: "" } };
}
