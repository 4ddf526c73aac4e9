import { dueAct, givesUpAt, type Act } from "../../../lib/deploys/due.ts";
import type { RequestEvent } from "../../../lib/deploys/event.ts";
import { isOpen, type DeployRequest } from "../../../lib/deploys/request.ts";
import { TABLE, transition } from "../../../lib/deploys/transition.ts";
import { GitHubFailure } from "../../../lib/github/failure/failure.ts";
import { InvalidDocument } from "../../../lib/releases/documents/problem.ts";
import { LEASE_MS, whileKept } from "../../../lib/store/keep.ts";
import { LostLease, type Lease } from "../../../lib/store/lease.ts";
import { claimRequests, postponeRequest, type ClaimedRequest } from "../../../lib/store/request-claims.ts";
import { openRequests } from "../../../lib/store/request-lists.ts";
import { saveRequest, wakeRequests } from "../../../lib/store/requests.ts";
import { step } from "../../../lib/store/step.ts";
import { tellings } from "../messages/tellings.ts";
import { undeployedTellings } from "../messages/undeployed.ts";
import { Rejected } from "../rejected.ts";
import { mayPass, messageOf } from "../trouble.ts";
import type { World } from "../world.ts";
import { Beside, type Worker } from "./beside.ts";
import { awaitConsent } from "./consent.ts";
import { identify } from "./identify.ts";
import { tellTrouble } from "./loop.ts";
import { happened, wait, type Outcome } from "./outcome.ts";
import { preview } from "./preview.ts";
import { resolve } from "./resolve.ts";
import { silenceOf } from "./silence.ts";
import { observe, requestSync } from "./sync.ts";
import { takeTurn } from "./turn.ts";
import { compareInTurn } from "./write-wave.ts";
import { write, writeAgain } from "./write.ts";

/** How many requests one replica works on at once: each may wait for an engine that does not answer. */
const AT_ONCE = 8;
const RETRY_MS = 2_000;

type Perform = (world: World, request: DeployRequest, lease: Lease<string>) => Promise<Outcome>;

const ACTS: Readonly<Record<Act, Perform>> = {
  identify,
  resolve,
  preview,
  "wait for consent": awaitConsent,
  "wait for its turn": takeTurn,
  write,
  compare: compareInTurn,
  request: requestSync,
  watch: observe,
  verify: observe,
  "look again": lookAgain,
};

/** Takes requests for which something is due, and moves each on by one act, however long another one's takes. */
export function requestDriver(world: World): Worker {
  const acts = new Beside(AT_ONCE);
  return {
    work: async () => {
      const limit = await step("requests.make room", () => acts.room());
      const claimed = await claimRequests(world.db, { owner: world.replica, leaseMs: LEASE_MS, limit });
      for (const one of claimed) acts.begin(() => tellFailed(world, one));
      return claimed.length;
    },
    ended: () => acts.ended(),
  };
}

async function tellFailed(world: World, claimed: ClaimedRequest): Promise<void> {
  try {
    await step("work.turn", () => driveOne(world, claimed));
  } catch (error) {
    tellTrouble(world, "requests", error);
  }
}

async function driveOne(world: World, { request, lease }: ClaimedRequest): Promise<void> {
  const act = dueAct(request);
  if (act === undefined) return;
  const log = world.log.child({ request: request.id, state: request.state });
  let outcome: Outcome;
  try {
    outcome = await whileKept(world.db, { table: "requests", rows: [lease] }, () =>
      outcomeOf(world, { request, lease }, act),
    );
    world.retries.forget(request.id);
  } catch (error) {
    if (error instanceof LostLease) {
      log.info(error.message);
      return;
    }
    log[mayPass(error) ? "warn" : "error"]({ err: error }, `could not ${act}: ${messageOf(error)}`);
    const dueInMs = world.retries.after(request.id, error, Date.now());
    const silence = silenceOf(request, error, world.clock.now());
    outcome = silence === undefined ? wait(dueInMs) : happened(silence, { dueInMs });
  }
  if (outcome.kind === "wait") await postpone(world, lease, outcome.inMs);
  else await settle(world, { request, lease }, outcome);
}

async function outcomeOf(
  world: World,
  { request, lease }: Pick<ClaimedRequest, "request" | "lease">,
  act: Act,
): Promise<Outcome> {
  try {
    return await step("work.act", () => ACTS[act](world, request, lease));
  } catch (error) {
    const event = endingOf(world, request, error);
    if (event === undefined) throw error;
    return happened(event);
  }
}

/** What ends the request, of all that may be thrown; undefined where it is to be tried again. */
function endingOf(world: World, request: DeployRequest, error: unknown): RequestEvent | undefined {
  const { state } = request;
  if (error instanceof Rejected) {
    const { code, message, ending: type } = error;
    const hasPlace = TABLE[state]?.[type] !== undefined;
    return hasPlace ? { type, reason: { code, message } } : ending(request, { code, message });
  }
  if (error instanceof InvalidDocument)
    return ending(request, { code: "broken file", message: error.message });
  const end = givesUpAt(request);
  const isLate = end !== undefined && world.clock.now().getTime() >= end;
  if (error instanceof GitHubFailure && (!mayPass(error) || isLate)) {
    return ending(request, { code: error.failure.code, message: error.message });
  }
  return isLate && state === "resolving"
    ? ending(request, { code: "timed out", message: messageOf(error) })
    : undefined;
}

/** After the commit nothing is rejected any more: what is written has failed, or is ahead of what runs. */
function ending(
  { state }: DeployRequest,
  reason: { readonly code: string; readonly message: string },
): RequestEvent {
  const isWritten = ["committed", "requesting", "progressing", "verifying", "timed out"].includes(state);
  return { type: isWritten ? "failed" : "rejected", reason };
}

async function settle(
  world: World,
  { request, lease }: Pick<ClaimedRequest, "request" | "lease">,
  { event, dueInMs, commits = [] }: Extract<Outcome, { kind: "event" }>,
): Promise<void> {
  const at = world.clock.now().toISOString();
  const result = transition(request, event, at);
  if (result.kind !== "moved") {
    world.log.info({ request: request.id, event: event.type, because: result.because }, "nothing moved");
    await postpone(world, lease, RETRY_MS);
    return;
  }
  const next = result.request;
  const saved = await saveRequest(world.db, {
    request: next,
    lease,
    commits,
    messages: [...tellings(next), ...(await undeployedTellings(world, next))],
    ...(dueInMs !== undefined && { dueInMs }),
  });
  if (saved === "target busy") await postpone(world, lease, RETRY_MS);
  if (saved !== "saved") return;
  world.metrics.moved(request, next);
  world.log.info({ request: next.id, from: request.state, state: next.state, event: event.type }, "moved");
  world.nudges.nudge("messages");
  if (dueInMs !== undefined) world.nudges.nudgeIn("requests", dueInMs);
  else if (isOpen(next)) world.nudges.nudge("requests");
  if (!isOpen(next)) await wakeOthers(world, next);
}

async function postpone(world: World, lease: ClaimedRequest["lease"], inMs: number): Promise<void> {
  await postponeRequest(world.db, lease, inMs);
  world.nudges.nudgeIn("requests", inMs);
}

/** Whoever waits behind it may be next. */
async function wakeOthers(world: World, { target }: DeployRequest): Promise<void> {
  const waiting = await openRequests(world.db, target);
  await wakeRequests(
    world.db,
    waiting.map(({ request }) => request.id),
  );
  world.nudges.nudge("requests");
}

/** What was left for later: no word from the engine, or a file that could not be written. */
async function lookAgain(world: World, request: DeployRequest): Promise<Outcome> {
  return request.state === "timed out" ? observe(world, request) : writeAgain(world, request);
}
