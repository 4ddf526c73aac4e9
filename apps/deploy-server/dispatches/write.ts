import type { DispatchOutcome } from "../../../lib/deploys/sent-dispatch.ts";
import type { SeenBranch } from "../../../lib/github/branch/branch-writer.ts";
import {
  commitGroup,
  isWritten,
  readAhead,
  type CommittedGroup,
  type GroupCommit,
  type GroupOutcome,
  type GroupPlace,
  type WaitingMember,
} from "../../../lib/release-write/commit-group.ts";
import { InvalidDocument } from "../../../lib/releases/documents/problem.ts";
import {
  baseDispatches,
  claimDispatches,
  hasClaimable,
  returnDispatches,
  saveOutcomes,
  type ClaimedDispatch,
  type Decided,
} from "../../../lib/store/dispatch-claims.ts";
import { LEASE_MS, whileKept } from "../../../lib/store/keep.ts";
import { step } from "../../../lib/store/step.ts";
import { isoTime } from "../clock.ts";
import { forgetReleaseState } from "../targets/release-state.ts";
import { mayPass, messageOf } from "../trouble.ts";
import type { World } from "../world.ts";
import { lastCommit, rememberCommit } from "./last-commit.ts";
import { outcomeOf, rejection } from "./outcome.ts";
import { takeCommit } from "./pace.ts";
import { reportsOf } from "./reports.ts";

/** How many go into one commit: its message has some lines for each. */
const MOST = 100;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 60_000;

/**
 * Writes all dispatches that wait, in one commit: while that is on its way, or GitHub allows none yet, the next ones gather.
 * Those that come while the branch is read are with them still.
 * @returns how many there were
 */
export async function writeDispatches(world: World): Promise<number> {
  if (!(await hasClaimable(world.db, LEASE_MS))) return 0;
  const waitMs = await takeCommit(world);
  if (waitMs > 0) {
    world.nudges.nudgeIn("dispatches", waitMs);
    return 0;
  }
  const seen = (await lastCommit(world)) ?? (await lookAhead(world));
  const rows = await claimDispatches(world.db, { owner: world.replica, leaseMs: LEASE_MS, limit: MOST });
  if (rows.length === 0) return 0;
  await whileKept(world.db, { table: "dispatches", rows }, () => writeAll(world, rows, seen));
  return rows.length;
}

/** Undefined where that fails: the commit's own read then fails likewise, and those that wait are told. */
async function lookAhead(world: World): Promise<SeenBranch | undefined> {
  try {
    const repository = await releasesOf(world);
    return await step("dispatches.read", () => readAhead(repository, placeOf(world)));
  } catch {
    return undefined;
  }
}

const releasesOf = ({ github, settings }: World) =>
  step("dispatches.repository", () => github.at(settings.releases.repository));

const placeOf = ({ settings: { releases } }: World): GroupPlace => ({
  branch: releases.branch,
  path: releases.database,
  policyPath: releases.policy,
});

async function writeAll(world: World, claimed: readonly ClaimedDispatch[], seen?: SeenBranch): Promise<void> {
  let rows = claimed;
  const onWrite = async (head: string): Promise<void> => {
    rows = await baseDispatches(world.db, rows, head);
  };
  try {
    const { outcomes, left } = await commit(world, rows, { seen, onWrite });
    if (left !== undefined) rememberCommit(world, left);
    await save(world, rows, outcomes);
  } catch (error) {
    if (mayPass(error)) await putOff(world, rows, error);
    else if (error instanceof InvalidDocument) await reject(world, rows, error);
    else if (rows.length > 1) await writeEach(world, rows);
    else for (const row of rows) await giveUpUnlessWritten(world, row, error);
  }
}

/**
 * What GitHub refuses of one would be refused of all of them together: each is on its own then, and looked for first, since
 * a write may have landed that was said to be refused.
 */
async function writeEach(world: World, rows: readonly ClaimedDispatch[]): Promise<void> {
  for (const row of rows) await writeAll(world, [{ ...row, attempts: row.attempts + 1 }]);
}

async function commit(
  world: World,
  rows: readonly ClaimedDispatch[],
  on: Pick<GroupCommit, "seen" | "onWrite">,
): Promise<CommittedGroup> {
  const repository = await releasesOf(world);
  return step("dispatches.commit", () =>
    commitGroup(repository, {
      ...placeOf(world),
      ...on,
      serverUrl: world.settings.github.url,
      force: false,
      origin: { via: "token" },
      now: () => isoTime(world.clock),
      members: rows.map((row) => ({ ...memberOf(row), isRepeated: row.attempts > 1 })),
    }),
  );
}

function memberOf({ dispatch, receivedAt, base }: ClaimedDispatch): Omit<WaitingMember, "isRepeated"> {
  return { dispatch, verified: dispatch.proof, by: dispatch.by, receivedAt, base };
}

async function save(
  world: World,
  rows: readonly ClaimedDispatch[],
  outcomes: readonly GroupOutcome[],
): Promise<void> {
  const decided = rows.flatMap((row, index) => {
    const outcome = outcomes[index] && outcomeOf(row.dispatch, outcomes[index]);
    return outcome === undefined ? [] : [decidedAs(world, row, outcome)];
  });
  const ids = new Set(decided.map(({ id }) => id));
  // One that an earlier attempt has made was counted then.
  const written = outcomes.filter(({ decision }) => decision.kind === "decided" && decision.isWritten);
  world.metrics.decided(
    decided.flatMap(({ outcome }) => outcome.results.map((result) => result.outcome)),
    Math.min(1, written.length),
  );
  const later = rows.filter(({ id }) => !ids.has(id));
  await saveOutcomes(world.db, decided);
  await returnDispatches(world.db, later, { error: null, retryInMs: 0, isUntried: true });
  forgetReleaseState(world);
  world.awaited.tell([...ids]);
  world.nudges.nudge("reports");
  world.log.info({ decided: decided.length, later: later.length }, "wrote dispatches");
}

/**
 * A file of the release repository cannot be read, so that nothing can be decided: each is told. Those that an earlier attempt
 * may have written wait until it can.
 */
async function reject(world: World, rows: readonly ClaimedDispatch[], error: InvalidDocument): Promise<void> {
  const isRepeated = ({ attempts }: ClaimedDispatch): boolean => attempts > 1;
  const untried = rows.filter((row) => !isRepeated(row));
  if (untried.length < rows.length) await putOff(world, rows.filter(isRepeated), error);
  const decided = untried.map((row) => decidedAs(world, row, rejection(row.dispatch, error)));
  await saveOutcomes(world.db, decided);
  world.awaited.tell(untried.map(({ id }) => id));
  world.nudges.nudge("reports");
}

/** An outcome, and what is to be told of it. */
function decidedAs({ settings }: World, row: ClaimedDispatch, outcome: DispatchOutcome): Decided {
  const { id, fence, dispatch, attempts } = row;
  const { context: template } = settings.reports;
  return {
    id,
    fence,
    outcome,
    reports: reportsOf(dispatch, outcome, { template, isRepeated: attempts > 1 }),
  };
}

async function putOff(world: World, rows: readonly ClaimedDispatch[], error: unknown): Promise<void> {
  const attempts = Math.min(...rows.map((row) => row.attempts));
  const retryInMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempts - 1));
  world.log.warn({ dispatches: rows.length, err: error }, `could not write dispatches: ${messageOf(error)}`);
  await returnDispatches(world.db, rows, { error: messageOf(error), retryInMs });
  world.nudges.nudgeIn("dispatches", retryInMs);
}

/** Nobody is told that nothing was written while that is not known: the answer to a write may have been lost. */
async function giveUpUnlessWritten(world: World, row: ClaimedDispatch, error: unknown): Promise<void> {
  const { repository: name, branch } = world.settings.releases;
  let found: boolean;
  try {
    const repository = await step("dispatches.repository again", () => world.github.at(name));
    found = await step("dispatches.look for it", () => isWritten(repository, branch, memberOf(row)));
  } catch (unknown) {
    await putOff(world, [row], unknown);
    return;
  }
  if (found) await putOff(world, [row], error);
  else await giveUp(world, row, error);
}

async function giveUp(world: World, row: ClaimedDispatch, error: unknown): Promise<void> {
  world.log.error({ dispatch: row.id, err: error }, `gave up a dispatch: ${messageOf(error)}`);
  await returnDispatches(world.db, [row], { error: messageOf(error), retryInMs: undefined });
  world.awaited.tell([row.id]);
}
