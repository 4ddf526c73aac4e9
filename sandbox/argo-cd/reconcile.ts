import type { Mirrors } from "../cluster/mirrors.ts";
import type { Clock } from "../http/clock.ts";
import { comparedStatus, revisionFields, sourceFields } from "./compare.ts";
import type { Controlled } from "./controlled.ts";
import type { Application, Condition, Operation, SyncWindow } from "./model.ts";
import { operate } from "./operate.ts";
import { tick } from "./pace.ts";
import { render, sourcesOf } from "./render.ts";
import { canSync, windowsOf } from "./windows.ts";

/** Shared by all applications of one Argo CD. */
export interface Controller {
  readonly clock: Clock;
  readonly mirrors: Mirrors;
  /** By project. */
  readonly windows: Map<string, readonly SyncWindow[]>;
}

export const isAutomated = ({ spec }: Pick<Application, "spec">): boolean =>
  spec.syncPolicy?.automated !== undefined && spec.syncPolicy.automated.enabled !== false;

const REFRESH = "argocd.argoproj.io/refresh";

/** Fetches, compares again, and syncs if that is automatic. An annotation says so until it is done. */
export async function refresh(
  controller: Controller,
  controlled: Controlled,
  kind: "normal" | "hard",
): Promise<void> {
  const { annotations = {} } = controlled.application.metadata;
  controlled.change({ annotations: { ...annotations, [REFRESH]: kind } });
  await controlled.work("refresh", async () => {
    await tick();
    const { [REFRESH]: _done, ...others } = controlled.application.metadata.annotations ?? {};
    await reconcile(controller, controlled, others);
  });
}

async function reconcile(
  { mirrors, windows }: Controller,
  controlled: Controlled,
  annotations: Readonly<Record<string, string>>,
): Promise<void> {
  const { application } = controlled;
  const problem = await findTarget(mirrors, controlled);
  if (problem !== undefined) {
    controlled.change({ annotations, status: problem });
    return;
  }
  const rendered = await render(mirrors, application, controlled.resolved);
  const status = comparedStatus(controlled, rendered, controlled.resolved);
  const health =
    controlled.live.size === 0
      ? { status: "Missing" as const, lastTransitionTime: controlled.now() }
      : application.status.health;
  const conditions = application.status.conditions?.filter(({ type }) => type !== "ComparisonError");
  const compared = { ...status, health, conditions: conditions?.length === 0 ? undefined : conditions };
  const assigned = windowsOf(windows.get(application.spec.project) ?? [], controlled.name);
  const isDue =
    isAutomated(application) &&
    status.sync?.status === "OutOfSync" &&
    application.operation === undefined &&
    canSync(assigned, "automated") &&
    !wasAttempted(application, controlled.resolved);
  if (!isDue) {
    controlled.change({ annotations, status: compared });
    return;
  }
  // The operation appears before the comparison that asked for it, as recorded.
  const operation = automatedOperation(application, controlled.resolved);
  controlled.change({ operation, status: { operationState: undefined } });
  await tick();
  controlled.change({ annotations, status: compared });
  startOperation(mirrors, controlled, operation);
}

/** Starts the controller on an operation that the application already holds; it continues by itself. */
export function startOperation(mirrors: Mirrors, controlled: Controlled, operation: Operation): void {
  void controlled
    .work("operation", () => operate(mirrors, controlled, operation))
    .catch((error: unknown) => {
      controlled.failure = error;
    });
}

/** Resolves the sources' current revisions. @returns the status that says why not, if that fails */
async function findTarget(
  mirrors: Mirrors,
  controlled: Controlled,
): Promise<Partial<Application["status"]> | undefined> {
  const { application } = controlled;
  const sources = sourcesOf(application);
  try {
    for (const url of new Set(sources.map(({ repoURL }) => repoURL))) await mirrors.fetch(url);
    const resolved: string[] = [];
    for (const { repoURL, targetRevision = "HEAD" } of sources) {
      const commit = await mirrors.resolve(repoURL, targetRevision);
      if (commit === undefined)
        throw new Error(
          `failed to generate manifest for source ${resolved.length + 1} of ${sources.length}: rpc error: code = Unknown desc = unable to resolve '${targetRevision}' to a commit SHA`,
        );
      resolved.push(commit);
    }
    await render(mirrors, application, resolved);
    controlled.resolved = resolved;
    return undefined;
  } catch (error) {
    return comparisonError(
      controlled,
      `Failed to load target state: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Argo CD knows nothing then, and still reports it as healthy. */
function comparisonError(controlled: Controlled, message: string): Partial<Application["status"]> {
  const { application } = controlled;
  const at = controlled.now();
  const revisions = sourcesOf(application).map(({ targetRevision = "HEAD" }) => targetRevision);
  const condition: Condition = { type: "ComparisonError", message, lastTransitionTime: at };
  return {
    sync: {
      status: "Unknown",
      comparedTo: { ...sourceFields(application), destination: application.spec.destination },
      ...revisionFields(application, revisions),
    },
    health: { status: "Healthy", lastTransitionTime: at },
    conditions: [condition],
    reconciledAt: at,
  };
}

/** Argo CD does not try the same revision twice by itself. */
function wasAttempted({ status, spec }: Application, commits: readonly string[]): boolean {
  const sync = status.operationState?.operation.sync;
  if (sync === undefined) return false;
  const attempted = spec.sources === undefined ? [sync.revision] : (sync.revisions ?? []);
  return attempted.join() === commits.join();
}

function automatedOperation(application: Application, commits: readonly string[]): Operation {
  const { syncPolicy } = application.spec;
  return {
    sync: {
      ...revisionFields(application, commits),
      ...(syncPolicy?.automated?.prune === true ? { prune: true } : {}),
      ...sourceFields(application),
      ...(syncPolicy?.syncOptions === undefined ? {} : { syncOptions: syncPolicy.syncOptions }),
    },
    initiatedBy: { automated: true },
    retry: syncPolicy?.retry ?? { limit: 5 },
  };
}
