import type { Placement } from "../../../lib/deploys/config/server-config.ts";
import { consentRulesOf, patienceOf } from "../../../lib/deploys/config/server-config.ts";
import { isSameDesired, type Desired } from "../../../lib/deploys/desired.ts";
import type { RequestEvent } from "../../../lib/deploys/event.ts";
import { refusal } from "../../../lib/deploys/permission.ts";
import { isRemoval, previewFacts, type Change, type Preview } from "../../../lib/deploys/preview.ts";
import { isTakenOver, type DeployRequest, type Progress } from "../../../lib/deploys/request.ts";
import { LEASE_MS } from "../../../lib/store/keep.ts";
import { LostLease, renewLease, type Lease } from "../../../lib/store/lease.ts";
import { step } from "../../../lib/store/step.ts";
import { EngineRefusal, type Engine, type SyncAsk } from "../engines/engine.ts";
import { readReleaseState, type ReleaseState } from "../github/release-files.ts";
import { judgeAgain } from "../people/judge.ts";
import { isFinal } from "../rejected.ts";
import { desiredIn, isNewestFor } from "../targets/artifact.ts";
import { fileRepository, placementOf } from "../targets/placement.ts";
import { messageOf } from "../trouble.ts";
import type { World } from "../world.ts";
import { commitStanding } from "./commit-standing.ts";
import { happened, wait, type Outcome } from "./outcome.ts";
import { shippedSince } from "./shipped-since.ts";
import { wantedOf } from "./wanted.ts";
import { watchFor } from "./watches.ts";

/** How often the engine is looked at; a change that it tells of comes sooner. */
const LOOK_MS = 3_000;

/** Where a request is at work now. */
interface Site {
  readonly placement: Placement;
  readonly engine: Engine;
  readonly ask: SyncAsk;
  readonly state: ReleaseState;
}

/** After the commit: whether git or the engine shows more than was confirmed. */
export async function compare(world: World, request: DeployRequest): Promise<Outcome> {
  return atEngine(world, request, async ({ engine, ask, state, placement }) => {
    const { shown } = request;
    if (shown === undefined) return happened({ type: "compared" });
    const rules = consentRulesOf(state.config, request.target.channel);
    const later = await shippedSince(world, request, { engine, ask });
    if (later !== undefined) {
      return happened({ type: "compared", preview: previewFacts(later, rules), shown: later });
    }
    const isVersion = ({ field, manifest }: Change): boolean =>
      manifest !== undefined || field === placement.field || field === placement.digest_field;
    const changes = shown.changes.filter((one) => one.before !== null && isVersion(one));
    const others = shown.changes.filter((one) => !isVersion(one));
    const differences = await step("sync.compare", () =>
      engine.compare({
        ...ask,
        before: changes.flatMap(({ before }) => before ?? []),
        after: changes.flatMap(({ after }) => after ?? []),
        whole: others.flatMap(({ before, after }) => [before ?? [], after ?? []].flat()),
      }),
    );
    // Whoever has agreed to others' commits has agreed to what they change.
    const isOpen = shown.companions.length > 0 || shown.beyond !== undefined;
    const beyond = isOpen
      ? []
      : differences.filter(({ isExpected }) => !isExpected).map(({ resource }) => resource);
    if (beyond.length === 0) return happened({ type: "compared" });
    const next: Preview = { ...shown, beyond };
    return happened({ type: "compared", preview: previewFacts(next, rules), shown: next });
  });
}

/** Asks the engine for a sync of the request's commit. */
export async function requestSync(
  world: World,
  request: DeployRequest,
  lease: Lease<string>,
): Promise<Outcome> {
  return atEngine(world, request, async ({ engine, ask, state, placement }) => {
    // Between the confirmation and now, somebody may have lost what they were allowed.
    const { verdicts } = await judgeAgain(world, state, request);
    const unmet = refusal(verdicts) ?? verdicts.find(({ verdict }) => verdict === "waits");
    if (unmet !== undefined) {
      const { rule, verdict, says } = unmet;
      const message = verdict === "waits" ? `${rule} have to be given anew, ${says}: ask again` : says;
      return happened({ type: "forbidden", reason: { code: rule, message } });
    }
    const requested = await step("sync.request", () => engine.request(ask, () => insist(world, lease)));
    switch (requested.kind) {
      case "accepted":
        return happened({ type: "accepted", operation: requested.operation });
      case "superseded": {
        const message = `${placement.cluster}: ${requested.says}`;
        return happened({ type: "superseded", reason: { code: "superseded", message } });
      }
      default:
        return happened({ type: "nothing to sync" });
    }
  });
}

/** @throws LostLease where another replica has the request by now, because this one stood still for too long */
async function insist({ db }: World, lease: Lease<string>): Promise<void> {
  const isOurs = await renewLease(db, "requests", { ...lease, leaseMs: LEASE_MS });
  if (!isOurs) throw new LostLease(`request ${lease.id}`);
}

/** Looks at the engine until it has synced, and then for as long as all must be healthy. */
export async function observe(world: World, request: DeployRequest): Promise<Outcome> {
  return atEngine(world, request, async ({ engine, ask, placement }) => {
    watchFor(world, request.id, engine);
    const observation = await step("sync.observe", () => engine.observe(ask));
    const { soakMs, timeoutMs } = patienceOf(placement);
    const now = world.clock.now();
    switch (observation.kind) {
      case "failed": {
        const { code, says } = observation;
        return happened({ type: "failed", reason: { code, message: `${placement.cluster}: ${says}` } });
      }
      case "reverted": {
        const message = `${placement.cluster}: ${observation.says}`;
        return happened({ type: "reverted", reason: { code: "reverted", message } });
      }
      case "superseded": {
        const message = `${placement.cluster}: ${observation.says}`;
        return happened({ type: "superseded", reason: { code: "superseded", message } });
      }
      case "healthy": {
        if (request.state === "timed out") return happened({ type: "verified" });
        if (request.state === "progressing") return happened({ type: "synced" });
        const since = request.progress?.healthySince;
        const left = since === undefined ? soakMs : soakMs - (now.getTime() - Date.parse(since));
        if (left <= 0) return happened({ type: "verified" });
        const inMs = Math.min(LOOK_MS, left);
        return since === undefined
          ? progressed(request, { says: "healthy", healthySince: now.toISOString() }, inMs)
          : wait(inMs);
      }
      default: {
        const says = `${placement.cluster} says: ${observation.says}`;
        if (isOverdue(request, { now, timeoutMs })) {
          const atLast = observation.kind === "progressing" ? observation.atLast : undefined;
          return atLast === undefined
            ? noWord(request, says)
            : happened({ type: atLast, reason: { code: atLast, message: says } });
        }
        if (observation.kind === "synced" && request.state === "progressing")
          return happened({ type: "synced" });
        return progressed(request, { says: observation.says }, LOOK_MS);
      }
    }
  });
}

function progressed({ progress: known, state }: DeployRequest, progress: Progress, dueInMs: number): Outcome {
  const isNews = known?.says !== progress.says || known.healthySince !== progress.healthySince;
  if (!isNews || state === "timed out") return wait(dueInMs);
  return happened({ type: "progressed", progress }, { dueInMs });
}

/** How long ago the engine was to begin: what it may take counts from the commit, or from the wave before. */
function isOverdue(
  { times }: DeployRequest,
  { now, timeoutMs }: { readonly now: Date; readonly timeoutMs: number },
): boolean {
  const starts = [times.committed, times.requesting].flatMap((time) => time ?? []).map(Date.parse);
  return starts.length > 0 && now.getTime() - Math.max(...starts) >= timeoutMs;
}

function noWord({ state }: DeployRequest, says: string): Outcome {
  if (state === "timed out") return wait(60_000);
  return happened({
    type: "no word",
    reason: { code: "timed out", message: `${says}, and the time for it is over; it may still come true` },
  });
}

/**
 * Does something with the engine, and turns what it refuses into the end of the request. What fails otherwise, for
 * whatever reason, is tried again for as long as the placement is given.
 */
async function atEngine(
  world: World,
  request: DeployRequest,
  act: (site: Site) => Promise<Outcome>,
): Promise<Outcome> {
  let placement: Placement | undefined;
  try {
    const state = await readReleaseState(world.github, world.settings.releases);
    placement = placementOf(state.config, request);
    const engine = world.engines.at(placement, state.config, request.target);
    const ask = await askOf(world, request, { placement, state });
    const site = { placement, engine, ask, state };
    return await step("sync.at engine", () => act(site));
  } catch (error) {
    if (error instanceof EngineRefusal) return happened(endingOf(request, error));
    const { timeoutMs } = patienceOf(placement ?? {});
    const isEnd = isFinal(error) || error instanceof LostLease;
    if (isEnd || !isOverdue(request, { now: world.clock.now(), timeoutMs })) throw error;
    const where = placement?.cluster ?? "the engine";
    return noWord(request, `there is no word from ${where}: ${messageOf(error)}`);
  }
}

async function askOf(
  world: World,
  request: DeployRequest,
  { placement, state }: Pick<Site, "placement" | "state">,
): Promise<SyncAsk> {
  const commit = request.waveCommit ?? request.targetCommit ?? request.commit ?? "";
  return {
    id: request.id,
    repository: fileRepository(placement, world.settings.releases),
    commit,
    wanted: await wantedOf(world, state, { placement, ...request }),
    since: begunAt(request),
    prunes: request.shown?.changes.some(isRemoval) === true,
    later: laterThan(state, request),
    standingOf: (other) => commitStanding(world, request, { placement, commit, other }),
  };
}

/** What the ledger says by now, where that is not the request's word any more. */
function laterThan(state: ReleaseState, request: DeployRequest): Desired | undefined {
  const now = desiredIn(state, request.target);
  const isOurs = isNewestFor(state, request) || (request.to !== undefined && isSameDesired(now, request.to));
  return isOurs ? undefined : now;
}

/** When its commit was about to be made; a later wave's is made after the wave before. */
function begunAt({ wave, times }: DeployRequest): string {
  return (wave === 0 ? times.writing : undefined) ?? times.committed ?? times.received ?? "";
}

/** How a request ends that the engine refuses, where it stands now. */
function endingOf(request: DeployRequest, refusal: EngineRefusal): RequestEvent {
  const { state } = request;
  const { code, operation } = refusal;
  // The cluster has it already.
  const isSaid = code === "blocked" && isTakenOver(request);
  const message = isSaid ? `git says what runs by now, but ${refusal.message}` : refusal.message;
  const reason = { code, message, ...(operation !== undefined && { operation }) };
  if (state === "requesting" && (code === "blocked" || code === "busy")) return { type: code, reason };
  if (
    (state === "requesting" || state === "committed") &&
    (code === "unauthorized" || code === "forbidden")
  ) {
    return { type: "forbidden", reason };
  }
  return { type: "failed", reason };
}
