import { isDeepStrictEqual } from "node:util";
import type { Mirrors } from "../cluster/mirrors.ts";
import { comparedStatus } from "./compare.ts";
import type { Controlled } from "./controlled.ts";
import type { Manifest, Operation } from "./model.ts";
import { ended, historyEntry, report, results, type Sync } from "./operation-state.ts";
import { groupOf, keyOf, render, sourcesOf, type Rendered } from "./render.ts";

/**
 * Carries out an operation, through the states recorded from a real Argo CD. The application already holds the
 * operation, but no operation state yet.
 */
export async function operate(mirrors: Mirrors, controlled: Controlled, operation: Operation): Promise<void> {
  const { sync } = operation;
  const commits = sync.revisions ?? [sync.revision ?? ""];
  const running: Sync = { mirrors, controlled, operation, commits, startedAt: controlled.now() };
  if (await paused(controlled)) return ended(running, "Failed", terminatedMessage(0));
  report(running, { phase: "Running" });
  if (await paused(controlled)) return ended(running, "Failed", terminatedMessage(0));
  const target = await targetOf(running);
  if (typeof target === "string") return ended(running, "Error", target);
  if (sync.dryRun === true)
    return ended(running, "Succeeded", "successfully synced (no more tasks)", results(running, []));
  if (controlled.plan.refusal !== undefined) return await refused(running, target, controlled.plan.refusal);
  if (needsNamespace(running)) {
    const namespace = controlled.application.spec.destination.namespace;
    reportWaiting(running, target, `/Namespace/${namespace}`);
    if (await paused(controlled)) return ended(running, "Failed", terminatedMessage(0));
  }
  const waiting = waitingFor(controlled, target);
  if (controlled.plan.until !== undefined && waiting !== undefined) {
    reportWaiting(running, target, waiting);
    if (await controlled.terminated(controlled.plan.until, isTerminating(controlled)))
      return ended(running, "Failed", terminatedMessage(0));
  }
  await apply(running, target);
}

/** @returns whether it was terminated meanwhile */
async function paused(controlled: Controlled): Promise<boolean> {
  await controlled.pace.gate();
  return isTerminating(controlled);
}

const isTerminating = ({ application }: Controlled): boolean =>
  application.status.operationState?.phase === "Terminating";

/** @returns the manifests, or what cannot be rendered, in Argo CD's words */
async function targetOf({ mirrors, controlled, commits }: Sync): Promise<Rendered | string> {
  try {
    for (const url of new Set(sourcesOf(controlled.application).map(({ repoURL }) => repoURL)))
      await mirrors.fetch(url);
    return await render(mirrors, controlled.application, commits);
  } catch (error) {
    return `ComparisonError: Failed to load target state: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Whether the namespace comes first, in its own wave. */
const needsNamespace = ({ controlled, operation }: Sync): boolean =>
  controlled.live.size === 0 && operation.sync.syncOptions?.includes("CreateNamespace=true") === true;

function reportWaiting(sync: Sync, target: Rendered, resource: string): void {
  const syncResult = results(sync, target.manifests);
  report(sync, { phase: "Running", message: `waiting for healthy state of ${resource}`, syncResult });
}

/** The resource that Argo CD waits for: the first changed one with a health. */
function waitingFor(controlled: Controlled, { manifests }: Rendered): string | undefined {
  const waited = manifests.find(
    (manifest) => !isDeepStrictEqual(controlled.live.get(keyOf(manifest)), manifest),
  );
  return waited && `${groupOf(waited)}/${waited.kind}/${waited.metadata.name}`;
}

async function refused(sync: Sync, target: Rendered, reason: string): Promise<void> {
  const { controlled, operation } = sync;
  const failed = `one or more objects failed to apply, reason: ${reason}`;
  const limit = operation.retry.limit ?? 0;
  const syncResult = results(sync, target.manifests, reason);
  for (let attempt = 1; attempt <= limit; attempt += 1) {
    report(sync, {
      phase: "Running",
      message: `${failed}. Retrying attempt #${attempt} at ${timeOfDay(controlled)}.`,
      syncResult,
      retryCount: attempt - 1,
    });
    if (await paused(controlled)) return ended(sync, "Failed", terminatedMessage(attempt - 1), syncResult);
    report(sync, {
      phase: "Running",
      message: `Retrying operation. Attempt #${attempt}`,
      syncResult,
      retryCount: attempt,
    });
    if (await paused(controlled)) return ended(sync, "Failed", terminatedMessage(attempt), syncResult);
  }
  ended(sync, "Failed", limit === 0 ? failed : `${failed} (retried ${limit} times).`, {
    ...syncResult,
    retryCount: limit,
  });
}

const timeOfDay = (controlled: Controlled): string =>
  new Date(controlled.now())
    .toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit", timeZone: "UTC" })
    .replace(" ", "");

const terminatedMessage = (retries: number): string =>
  retries === 0 ? "Operation terminated" : `Operation terminated (retried ${retries} times).`;

async function apply(sync: Sync, target: Rendered): Promise<void> {
  const { controlled, operation, commits } = sync;
  const before = new Map(controlled.live);
  const chosen = target.manifests.filter((manifest) => isChosen(operation, manifest));
  for (const manifest of chosen) controlled.live.set(keyOf(manifest), manifest);
  const wanted = new Set(target.manifests.map(keyOf));
  if (operation.sync.prune === true)
    for (const key of before.keys()) if (!wanted.has(key)) controlled.live.delete(key);
  const hasChanged = !isDeepStrictEqual(before, controlled.live);
  const { application } = controlled;
  const history = [...(application.status.history ?? []), historyEntry(sync)].slice(-10);
  ended(sync, "Succeeded", "successfully synced (all tasks run)", results(sync, chosen), history);
  await controlled.pace.gate();
  // Compared with what the last refresh found: a sync of a commit that it has not seen is therefore OutOfSync.
  const resolved = controlled.resolved.length === 0 ? commits : controlled.resolved;
  const compared = comparedStatus(controlled, await render(sync.mirrors, application, resolved), resolved);
  const at = controlled.now();
  const progressing = { status: "Progressing" as const, lastTransitionTime: at };
  controlled.change({ status: { ...compared, ...(hasChanged ? { health: progressing } : {}) } });
  if (!hasChanged) return;
  await controlled.pace.gate();
  const { health: status = "Healthy", healthMessage } = controlled.plan;
  if (status === "Progressing") return;
  controlled.change({
    status: {
      health: {
        status,
        lastTransitionTime: controlled.now(),
        ...(healthMessage === undefined ? {} : { message: healthMessage }),
      },
    },
  });
}

const isChosen = ({ sync }: Operation, manifest: Manifest): boolean =>
  sync.resources === undefined ||
  sync.resources.some(
    ({ group = "", kind, name }) =>
      group === groupOf(manifest) && kind === manifest.kind && name === manifest.metadata.name,
  );
