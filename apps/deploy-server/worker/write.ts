import type { RequestEvent } from "../../../lib/deploys/event.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { GitHubFailure } from "../../../lib/github/failure/failure.ts";
import type { OwnCommit } from "../../../lib/store/own-commits.ts";
import { mayPass } from "../trouble.ts";
import type { World } from "../world.ts";
import { recordOf } from "./artifact.ts";
import { confirmedChanges } from "./confirmed-changes.ts";
import { happened, Rejected, wait, type Outcome } from "./outcome.ts";
import { readTargetFiles } from "./target-files.ts";
import { undeployedBefore } from "./undeployed-before.ts";
import { commitFiles, secondPlace } from "./write-files.ts";
import { commitLedger } from "./write-ledger.ts";

const RETRY_MS = 60_000;

/**
 * Writes the ledger and the target's own file in one commit. Files that are elsewhere, and those of a release that the
 * ledger has already, are a commit of their own, after the ledger's. A commit of an earlier attempt is found by its
 * trailer, and counts.
 */
export async function write(world: World, request: DeployRequest): Promise<Outcome> {
  const { to, kind } = request;
  if (to === undefined || to.kind === "artifactless") {
    throw new Rejected("no artifact", "only images can be deployed yet");
  }
  // What cannot be read, and could then not be written, is found before the ledger says anything.
  const files = await readTargetFiles(world, request.target);
  const undone = await undeployedBefore(world, request);
  const isAdopted = kind === "adopt" && request.commit !== undefined;
  if (files.elsewhere !== undefined) confirmedChanges(world, files, { request, undone });
  const ledger = isAdopted
    ? { commit: request.commit ?? "", own: [] }
    : await commitLedger(world, request, undone);
  const second = await writeSecond(world, { ...request, commit: ledger.commit });
  return happened(second.event, { commits: [...ledger.own, ...second.own] });
}

/** The commit that the ledger's does not hold; found where it is there already. */
async function writeSecond(
  world: World,
  request: DeployRequest & { readonly commit: string },
): Promise<{ readonly event: RequestEvent; readonly own: readonly OwnCommit[] }> {
  const { commit } = request;
  try {
    const place = await secondPlace(world, request);
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
    const isFinal = error instanceof Rejected || (error instanceof GitHubFailure && !mayPass(error));
    if (!isFinal) throw error;
    const message = `the ledger says it, and the target's file does not: ${error.message}. It is tried again every minute; mend that, or roll back`;
    return { event: { type: "target refused", commit, reason: { code: "ledger ahead", message } }, own: [] };
  }
}

/** Tries the second commit again that was refused, unless the ledger says something else by now. */
export async function writeAgain(world: World, request: DeployRequest): Promise<Outcome> {
  const { commit, target, correlation } = request;
  if (commit === undefined) return wait(RETRY_MS);
  const { state } = await readTargetFiles(world, target);
  const record = recordOf(state, target);
  const isNewest =
    request.to?.kind === "virtual" ? record === undefined : record?.dispatch_id === correlation;
  if (!isNewest) {
    const message = `the ledger has another release of ${target.config} in ${target.channel} by now`;
    return happened({ type: "superseded", reason: { code: "superseded", message } });
  }
  const { event, own } = await writeSecond(world, { ...request, commit });
  return event.type === "committed" ? happened(event, { commits: own }) : wait(RETRY_MS);
}
