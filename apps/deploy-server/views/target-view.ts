import { buildStateOf } from "../../../lib/deploys/build-state.ts";
import { consentRulesOf, placementsOf } from "../../../lib/deploys/config/server-config.ts";
import { countedBuilds } from "../../../lib/deploys/counted-builds.ts";
import type { Desired } from "../../../lib/deploys/desired.ts";
import { entryOf } from "../../../lib/deploys/entry.ts";
import { holdReason, stopReason } from "../../../lib/deploys/hold.ts";
import type { DeployRequest, RequestState } from "../../../lib/deploys/request.ts";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import { nameKey } from "../../../lib/github/repository.ts";
import { hasOwnLock } from "../../../lib/releases/rules/edit-locks.ts";
import {
  allOpenRequests,
  headBuilds,
  requestsOfReleases,
  type HeadBuild,
} from "../../../lib/store/overview.ts";
import { previewsOf, type StoredPreview } from "../../../lib/store/previews.ts";
import { isoTime } from "../clock.ts";
import { desiredIn } from "../targets/artifact.ts";
import type { World } from "../world.ts";
import type { Catalog, CatalogEntry } from "./catalog.ts";
import { driftIn } from "./drift.ts";

/** How a config stands in a channel. */
export interface TargetView {
  readonly target: Target;
  readonly team: string | undefined;
  /** Where its artifact is built: `owner/name`. */
  readonly source: string | undefined;
  readonly isProtected: boolean;
  /** In the order in which it is deployed to them. */
  readonly clusters: readonly string[];
  /** What the ledger says should run. */
  readonly desired: Desired;
  /** Since when, and by whom; undefined of what is not deployed. */
  readonly since: string | undefined;
  readonly by: string | undefined;
  readonly standing: Standing;
  /** What the server has seen run healthily last; undefined where it has not. */
  readonly running: Desired | undefined;
  /** The request that has made what is desired; undefined where no request did, or none is known any more. */
  readonly made: DeployRequest | undefined;
  /** What is under way, or waits. */
  readonly open: readonly DeployRequest[];
  readonly build: BuildView | undefined;
  /** The branches that are shown beside it, by name. */
  readonly previews: readonly StoredPreview[];
  /** Why files say another version than the ledger. */
  readonly drift: readonly string[];
  /** Why nothing may be deployed there now, in words that follow "because". */
  readonly held: string | undefined;
  /** Why events deploy nothing there until somebody resumes it, in words that follow "because". */
  readonly stopped: string | undefined;
  /** Whether it has a lock of its own, which can be ended here. */
  readonly isLocked: boolean;
}

/**
 * `live`: what is desired was seen to run. `released`: something is desired, and no request of this server says what became
 * of it. Else the state of what is under way, or what the last request ended as.
 */
export type Standing = "live" | "released" | "not deployed" | Exclude<RequestState, "succeeded">;

/** What is built of the head of the branch that it follows. */
export interface BuildView {
  readonly branch: string;
  /** 40 hex. */
  readonly sha: string;
  readonly state: "green" | "running" | "red" | "none";
  /** Of what runs or failed: `Build: failure`. */
  readonly says: string;
}

/** The targets of some entries of a catalog, each as it stands: four queries in all, and one of GitHub for their files. */
export async function targetViews(
  world: World,
  catalog: Catalog,
  targets: readonly Target[],
): Promise<readonly TargetView[]> {
  const { state } = catalog;
  const correlations = [...new Set(targets.flatMap((target) => entryOf(state, target)?.dispatch_id ?? []))];
  const [made, open] = [
    byTarget(await requestsOfReleases(world.db, correlations)),
    byTarget(await allOpenRequests(world.db)),
  ];
  const builds = await buildsFor(world, catalog, targets);
  const drift = await driftIn(world, state, targets);
  const previews = Map.groupBy(
    await previewsOf(world.db, [...new Set(targets.map(({ config }) => config))]),
    targetKey,
  );
  const at = isoTime(world.clock);
  return targets.flatMap((target) => {
    const entry = catalog.entries.find(({ name }) => name === target.config);
    if (entry === undefined) return [];
    const key = targetKey(target);
    const record = entryOf(state, target);
    const own = (made.get(key) ?? []).findLast(({ correlation }) => correlation === record?.dispatch_id);
    const waiting = open.get(key) ?? [];
    const desired = desiredIn(state, target);
    return {
      target,
      team: teamOf(entry),
      source: entry.source,
      isProtected: consentRulesOf(state.config, target.channel).protected,
      clusters: placementsOf(state.config, target).map(({ cluster }) => cluster),
      desired,
      since: record?.released_at,
      by: record?.released_by,
      standing: standingOf({ desired, made: own, open: waiting }),
      running: own?.state === "succeeded" ? own.to : undefined,
      made: own,
      open: waiting,
      build: buildView(entry, target, builds),
      previews: (previews.get(key) ?? []).filter(({ repositoryId }) =>
        entry.files.some((file) => file.repositoryId === repositoryId),
      ),
      drift: drift.get(key) ?? [],
      held: holdReason(state, { target, at, bringsBack: true }),
      stopped: stopReason(state, target, at),
      isLocked: hasOwnLock(state.locks, target, at),
    };
  });
}

export function teamOf({ files }: CatalogEntry): string | undefined {
  return files.flatMap(({ document }) => document?.team ?? [])[0];
}

function byTarget(
  stored: readonly { readonly request: DeployRequest }[],
): ReadonlyMap<string, readonly DeployRequest[]> {
  return Map.groupBy(
    stored.map(({ request }) => request),
    ({ target }) => targetKey(target),
  );
}

function standingOf({ desired, made, open }: Pick<TargetView, "desired" | "made" | "open">): Standing {
  // The first in the queue is the one that gets on.
  const [first] = open;
  if (first !== undefined && first.state !== "succeeded") return first.state;
  if (desired.kind === "virtual") return "not deployed";
  if (made === undefined) return "released";
  return made.state === "succeeded" ? "live" : made.state;
}

/** The branch that a config follows in a channel. */
function trackedBranch({ files }: CatalogEntry, { channel }: Target): string | undefined {
  const [only, ...more] = files;
  return more.length > 0 ? undefined : only?.document?.channels[channel]?.track;
}

async function buildsFor(
  world: World,
  { entries }: Catalog,
  targets: readonly Target[],
): Promise<readonly HeadBuild[]> {
  const followed = targets.flatMap((target) => {
    const entry = entries.find(({ name }) => name === target.config);
    const branch = entry && trackedBranch(entry, target);
    return entry?.source === undefined || branch === undefined ? [] : [{ source: entry.source, branch }];
  });
  return headBuilds(world.db, {
    repositories: [...new Set(followed.map(({ source }) => nameKey(source)))],
    branches: [...new Set(followed.map(({ branch }) => branch))],
  });
}

function buildView(entry: CatalogEntry, target: Target, builds: readonly HeadBuild[]): BuildView | undefined {
  const branch = trackedBranch(entry, target);
  const { source, files } = entry;
  if (source === undefined || branch === undefined) return undefined;
  const own = builds.filter((one) => one.repository === nameKey(source) && one.branch === branch);
  const [head] = own;
  if (head === undefined) return undefined;
  const known = own.flatMap(({ build }) => build ?? []);
  const state = buildStateOf(countedBuilds(known, files[0]?.document?.artifact?.build), branch);
  return { branch, sha: head.sha, state: state.kind, says: "says" in state ? state.says : "" };
}
