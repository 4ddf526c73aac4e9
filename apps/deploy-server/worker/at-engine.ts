import { patienceOf, type Placement } from "../../../lib/deploys/config/server-config.ts";
import { isSameDesired, type Desired } from "../../../lib/deploys/desired.ts";
import type { RequestEvent } from "../../../lib/deploys/event.ts";
import { isRemoval } from "../../../lib/deploys/preview.ts";
import { isTakenOver, type DeployRequest } from "../../../lib/deploys/request.ts";
import { LostLease } from "../../../lib/store/lease.ts";
import { step } from "../../../lib/store/step.ts";
import { EngineRefusal, type Engine, type SyncAsk } from "../engines/engine.ts";
import { readReleaseState, type ReleaseState } from "../github/release-files.ts";
import { clockText } from "../messages/text.ts";
import { isFinal, Rejected } from "../rejected.ts";
import { desiredIn, isNewestFor } from "../targets/artifact.ts";
import { fileRepository, placementOf } from "../targets/placement.ts";
import { releaseStateNow } from "../targets/release-state.ts";
import { messageOf } from "../trouble.ts";
import type { World } from "../world.ts";
import { aheadText } from "./ahead.ts";
import { commitStanding } from "./commit-standing.ts";
import { happened, wait, type Outcome } from "./outcome.ts";
import { wantedOf } from "./wanted.ts";

/** Where a request is at work now. */
export interface EngineSite {
  readonly placement: Placement;
  readonly engine: Engine;
  readonly ask: SyncAsk;
  readonly state: ReleaseState;
}

/** How long ago the engine was to begin: what it may take counts from the commit, or from the wave before. */
export function isOverdue(
  { times }: DeployRequest,
  { now, timeoutMs }: { readonly now: Date; readonly timeoutMs: number },
): boolean {
  const starts = [times.committed, times.requesting].flatMap((time) => time ?? []).map(Date.parse);
  return starts.length > 0 && now.getTime() - Math.max(...starts) >= timeoutMs;
}

/** @param why a sentence of its own */
export function noWord({ state }: DeployRequest, says: string, why = ""): Outcome {
  if (state === "timed out") return wait(60_000);
  const message = `${says}, and the time for it is over; it may still come true${why === "" ? "" : `. ${why}`}`;
  return happened({ type: "no word", reason: { code: "timed out", message } });
}

/**
 * Does something with the engine, and turns what it refuses into the end of the request. What fails otherwise, for
 * whatever reason, is tried again for as long as the placement is given.
 */
export async function atEngine(
  world: World,
  request: DeployRequest,
  act: (site: EngineSite) => Promise<Outcome>,
): Promise<Outcome> {
  let placement: Placement | undefined;
  let ahead = "";
  try {
    // What is about to be asked for is decided on the branch as it is now.
    const isAsking = request.state === "requesting";
    const state = isAsking
      ? await readReleaseState(world.github, world.settings.releases)
      : await releaseStateNow(world);
    placement = placementOf(state.config, request);
    ahead = aheadText(request, { config: state.config, placement });
    const engine = world.engines.at(placement, state.config, request.target);
    const ask = await askOf(world, request, { placement, state });
    const site = { placement, engine, ask, state };
    return await step("sync.at engine", () => act(site));
  } catch (error) {
    if (error instanceof EngineRefusal && !isBlindness(request, error)) {
      return happened(endingOf(request, error, ahead));
    }
    if (error instanceof Rejected && error.ending !== "rejected")
      throw new Rejected(error.code, error.message + ahead, error.ending);
    const { timeoutMs } = patienceOf(placement ?? {});
    const isEnd = isFinal(error) || error instanceof LostLease;
    if (isEnd || !isOverdue(request, { now: world.clock.now(), timeoutMs })) throw error;
    const where = placement?.cluster ?? "the engine";
    const since = request.silence === undefined ? "" : ` since ${clockText(request.silence.since)}`;
    return noWord(request, `there is no word from ${where}${since}`, messageOf(error));
  }
}

async function askOf(
  world: World,
  request: DeployRequest,
  { placement, state }: Pick<EngineSite, "placement" | "state">,
): Promise<SyncAsk> {
  const commit = request.waveCommit ?? request.targetCommit ?? request.commit ?? "";
  return {
    id: request.id,
    repository: fileRepository(placement, world.settings.releases),
    commit,
    children: request.shown?.children?.[request.wave] ?? undefined,
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

/** Whether it was asked for, and only may not be looked at now: what was asked for goes on all the same. */
function isBlindness({ state }: DeployRequest, { code }: EngineRefusal): boolean {
  const isUnderWay = state === "progressing" || state === "verifying" || state === "timed out";
  return isUnderWay && (code === "unauthorized" || code === "forbidden");
}

/** How a request ends that the engine refuses, where it stands now. @param ahead what is said where it was not asked */
function endingOf(request: DeployRequest, refusal: EngineRefusal, ahead: string): RequestEvent {
  const { state } = request;
  const { code, operation } = refusal;
  // The cluster has it already.
  const isSaid = code === "blocked" && isTakenOver(request);
  const message = isSaid ? `git says what runs by now, but ${refusal.message}` : refusal.message;
  const more = operation !== undefined && { operation };
  const unasked = { code, message: message + ahead, ...more };
  if (state === "requesting" && (code === "blocked" || code === "busy"))
    return { type: code, reason: unasked };
  if (
    (state === "requesting" || state === "committed") &&
    (code === "unauthorized" || code === "forbidden")
  ) {
    return { type: "forbidden", reason: unasked };
  }
  return { type: "failed", reason: { code, message, ...more } };
}
