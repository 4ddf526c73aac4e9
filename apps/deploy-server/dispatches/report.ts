import { placementsOf } from "../../../lib/deploys/config/server-config.ts";
import type { GitHubRepository } from "../../../lib/github/github-repository.ts";
import { repositoryNamed } from "../../../lib/github/repository.ts";
import { setCommitStatus } from "../../../lib/github/statuses/commit-status.ts";
import { deployToChannel } from "../../../lib/release-write/channel-deployment.ts";
import { provedByToken, type ProvedSource } from "../../../lib/releases/rules/proved-source.ts";
import { takeIfLeft } from "../../../lib/store/allowance.ts";
import { eachKept, LEASE_MS } from "../../../lib/store/keep.ts";
import {
  claimReports,
  reportTold,
  returnReport,
  supersedeReports,
  type ClaimedReport,
  type Lateness,
  type ReportFault,
} from "../../../lib/store/reports.ts";
import { step } from "../../../lib/store/step.ts";
import { releaseStateNow } from "../targets/release-state.ts";
import { mayPass, messageOf } from "../trouble.ts";
import type { World } from "../world.ts";
import { isServed } from "./served.ts";

const AT_ONCE = 10;
/**
 * Where a deployment comes late, the cluster has had its say, and the status alone tells the release.
 */
const LATENESS: Lateness = { replacedMs: 600_000, deploymentMs: 60_000 };
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 600_000;

/** How many requests that create content each kind takes. */
const COSTS = { status: 1, deployment: 2 } as const;

/**
 * Tells source repositories what became of their dispatches, the newest first, and no faster than GitHub allows: whoever has
 * sent one knows already, and commits come before reports.
 * @returns how many there were
 */
export async function tellReports(world: World): Promise<number> {
  const { db, settings, replica, log } = world;
  const late = await supersedeReports(db, LATENESS);
  if (late > 0) log.info({ late }, "left reports out that came too late");
  const { allowance } = settings.reports;
  const rows = await claimReports(db, { owner: replica, leaseMs: LEASE_MS, limit: AT_ONCE, allowance });
  // Where GitHub keeps one waiting, the others would wait as well.
  let putOff: ReportFault | undefined;
  await eachKept(db, { table: "reports", rows }, async (row) => {
    if (putOff !== undefined) return giveBack(world, row, { ...putOff, isUntried: true });
    putOff = await tellOne(world, row);
    if (putOff !== undefined) await giveBack(world, row, putOff);
  });
  return rows.length;
}

/** @returns why this one has to wait, and the ones after it */
async function tellOne(world: World, row: ClaimedReport): Promise<ReportFault | undefined> {
  try {
    const source = provedByToken(row.dispatch.proof);
    const repository = await step("reports.repository", () =>
      world.github.at(repositoryNamed(source.repository), source.repositoryId),
    );
    if (!(row.kind === "deployment" && (await isTarget(world, row)))) {
      const waitMs = await takeIfLeft(world.db, world.settings.reports.allowance, COSTS[row.kind]);
      if (waitMs > 0) return { error: null, retryInMs: waitMs, isUntried: true };
      await step("reports.tell", () => tell(world, { repository, source, row }));
    }
    await reportTold(world.db, row);
    return undefined;
  } catch (error) {
    const { slot, attempts } = row;
    const retryInMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(20, attempts - 1));
    if (mayPass(error)) {
      world.log.warn({ report: slot, err: error, retryInMs }, `could not report yet: ${messageOf(error)}`);
      return { error: messageOf(error), retryInMs };
    }
    // Where the App is not installed, releases work all the same.
    world.log.warn({ report: slot, err: error }, `gave up a report: ${messageOf(error)}`);
    await returnReport(world.db, row, { error: messageOf(error), retryInMs: undefined });
    return undefined;
  }
}

/** Where a report goes. */
interface Addressed {
  readonly repository: GitHubRepository;
  readonly source: ProvedSource;
  readonly row: ClaimedReport;
}

async function tell(world: World, { repository, source, row }: Addressed): Promise<void> {
  const { kind, name, verdict, description, dispatch, outcome } = row;
  const commitUrl = outcome.commit?.url;
  if (kind === "deployment") {
    const isRepeated = row.attempts > 1;
    const sha = outcome.commit?.sha;
    return deployToChannel(repository, {
      source,
      channel: name,
      dispatchId: dispatch.id,
      description,
      commitUrl,
      isRepeated,
      ...(sha !== undefined && { isServed: () => isServed(world, sha) }),
    });
  }
  const state = verdict ?? "error";
  const targetUrl = state === "success" ? commitUrl : undefined;
  return setCommitStatus(repository, { sha: source.sha, state, context: name, description, targetUrl });
}

/** Whether the server itself deploys what was released to a channel, and shows that as a deployment. */
async function isTarget(world: World, { name: channel, outcome }: ClaimedReport): Promise<boolean> {
  const { config } = await releaseStateNow(world);
  return outcome.results
    .filter((result) => result.channel === channel && result.outcome === "applied")
    .some(({ container }) => placementsOf(config, { config: container, channel }).length > 0);
}

async function giveBack(world: World, row: ClaimedReport, fault: ReportFault): Promise<void> {
  await returnReport(world.db, row, fault);
  if (fault.retryInMs !== undefined) world.nudges.nudgeIn("reports", fault.retryInMs);
}
