import type { RequestEvent } from "../../../lib/deploys/event.ts";
import { isReleased, type DeployRequest } from "../../../lib/deploys/request.ts";
import { fullName, sameRepository } from "../../../lib/github/repository.ts";
import type { Lease } from "../../../lib/store/lease.ts";
import type { OwnCommit } from "../../../lib/store/own-commits.ts";
import { isFinal } from "../rejected.ts";
import { isNewestFor } from "../targets/artifact.ts";
import type { World } from "../world.ts";
import { confirmedChanges } from "./confirmed-changes.ts";
import { looksOf } from "./looks.ts";
import { happened, wait, type Outcome } from "./outcome.ts";
import { readTargetFiles, type TargetFiles } from "./target-files.ts";
import { NOTHING_UNDONE, undeployedBefore } from "./undeployed-before.ts";
import { commitFiles, secondPlace } from "./write-files.ts";
import { commitLedger, findLedgerCommit } from "./write-ledger.ts";

const RETRY_MS = 60_000;

/**
 * Writes the ledger and the target's own file in one commit. Files that are elsewhere, and those of a release that the
 * ledger has already, are a commit of their own, after the ledger's. A commit of an earlier attempt is found by its
 * trailer, and counts.
 */
export async function write(world: World, request: DeployRequest, lease: Lease<string>): Promise<Outcome> {
  try {
    return await writeNow(world, request, lease);
  } catch (error) {
    if (!isFinal(error)) throw error;
    // The answer to an earlier attempt may have been lost: what is written is not rejected, whatever is broken since.
    const commit = request.commit ?? (await findLedgerCommit(world, request));
    if (commit === undefined) throw error;
    return happened(afterwards(world, request, { commit, error }));
  }
}

/** Where a request stands whose ledger is written, and for which nothing more can be written now. */
function afterwards(
  { settings }: World,
  request: DeployRequest,
  { commit, error }: { readonly commit: string; readonly error: Error },
): RequestEvent {
  const releases = fullName(settings.releases.repository);
  const changes = (request.shown?.changes ?? []).filter(({ before, after }) => before !== after);
  const isWhole = isReleased(request)
    ? changes.length === 0
    : changes.every(({ repository }) => sameRepository(repository, releases));
  return isWhole ? { type: "committed", commit } : targetRefused(commit, error);
}

function targetRefused(commit: string, { message }: Error): RequestEvent {
  const says = `the ledger says it, and the target's file does not: ${message}. It is tried again every minute; mend that, or roll back`;
  return { type: "target refused", commit, reason: { code: "ledger ahead", message: says } };
}

async function writeNow(world: World, request: DeployRequest, lease: Lease<string>): Promise<Outcome> {
  const { to, kind } = request;
  if (to === undefined) throw new Error(`request ${request.id} is not resolved`);
  // What cannot be read, and could then not be written, is found before the ledger says anything.
  const seen = looksOf(world).take(lease, "turn");
  const files = seen?.files ?? (await readTargetFiles(world, request));
  if (kind === "resume") {
    const { commit, own } = await commitLedger(world, request, { files, seen, undone: NOTHING_UNDONE });
    return happened({ type: "committed", commit }, { commits: own });
  }
  const undone = await undeployedBefore(world, request);
  if (files.elsewhere !== undefined) confirmedChanges(world, files, { request, undone });
  const ledger = isReleased(request)
    ? { commit: request.commit ?? "", parent: undefined, own: [] }
    : await commitLedger(world, request, { files, seen, undone });
  const second = await writeSecond(world, { ...request, commit: ledger.commit }, files);
  const basis = seen?.basis;
  if (basis !== undefined && basis.head === ledger.parent)
    looksOf(world).keep(lease, { of: "commit", basis });
  return happened(second.event, { commits: [...ledger.own, ...second.own] });
}

/** The commit that the ledger's does not hold; found where it is there already. */
async function writeSecond(
  world: World,
  request: DeployRequest & { readonly commit: string },
  files: TargetFiles,
): Promise<{ readonly event: RequestEvent; readonly own: readonly OwnCommit[] }> {
  const { commit } = request;
  try {
    const place = secondPlace(world, request, files);
    if (place === undefined) return { event: { type: "committed", commit }, own: [] };
    const targetCommit = await commitFiles(world, request, place);
    const own = {
      repository: place.repository,
      sha: targetCommit,
      requestId: request.id,
      role: "target",
    } as const;
    return { event: { type: "committed", commit, targetCommit }, own: [own] };
  } catch (error) {
    if (!isFinal(error)) throw error;
    return { event: targetRefused(commit, error), own: [] };
  }
}

/** Tries the second commit again that was refused, unless the ledger says something else by now. */
export async function writeAgain(world: World, request: DeployRequest): Promise<Outcome> {
  const { commit, target } = request;
  if (commit === undefined) return wait(RETRY_MS);
  const files = await readTargetFiles(world, request);
  if (!isNewestFor(files.state, request)) {
    const message = `the ledger has another release of ${target.config} in ${target.channel} by now`;
    return happened({ type: "superseded", reason: { code: "superseded", message } });
  }
  const { event, own } = await writeSecond(world, { ...request, commit }, files);
  return event.type === "committed" ? happened(event, { commits: own }) : wait(RETRY_MS);
}
