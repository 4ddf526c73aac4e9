import type { Observation } from "../engine.ts";
import type { Application, OperationState } from "./application.ts";

/** What is to have been synced. */
export interface Expected {
  /** The request's id. */
  readonly id: string;
  /** The commit, and at which of the application's sources. */
  readonly commit: string;
  readonly position: number;
  /** Whether Argo CD syncs by itself, so that the operation is its own. */
  readonly isAutomatic: boolean;
}

/**
 * What has become of a sync. It is done when the operation that is ours has succeeded at our commit, and all is healthy;
 * that a later commit makes the application OutOfSync again undoes nothing.
 */
export function judgeApplication(application: Application, expected: Expected): Observation {
  const { operation, state } = application;
  const isOurs = (one: { readonly request: string | undefined; readonly isAutomatic: boolean }): boolean =>
    one.request === expected.id || (expected.isAutomatic && one.isAutomatic);
  if (operation !== undefined && isOurs(operation) && (state === undefined || !isOurs(state))) {
    return { kind: "progressing", says: "Argo CD has it, and has not begun" };
  }
  if (state === undefined || !isOurs(state)) return judgeOthers(application, expected);
  switch (state.phase) {
    case "Running":
    case "Terminating":
      return { kind: "progressing", says: progressOf(state, application) };
    case "Succeeded":
      return judgeSucceeded(application, state, expected);
    default: {
      const isTerminated = /operation terminated/i.test(state.message);
      const says = isTerminated
        ? "the operation was terminated in Argo CD"
        : `the sync failed: ${faultOf(state)}`;
      return { kind: "failed", code: isTerminated ? "terminated" : "failed", says };
    }
  }
}

/** Ours is not the last operation: either nothing had to be synced, or somebody else synced since. */
function judgeOthers(application: Application, { commit, position }: Expected): Observation {
  const { sync, state } = application;
  if (sync.status === "Synced" && sync.revisions[position] === commit) return healthOf(application);
  if (state?.synced[position] === commit && state.phase === "Succeeded") return healthOf(application);
  if (state === undefined) return { kind: "progressing", says: "Argo CD knows of no sync yet" };
  const revision = (state.synced[position] ?? state.revisions[position] ?? "an unknown revision").slice(0, 7);
  return {
    kind: "failed",
    code: "foreign revision",
    says: `${state.by} synced ${revision} after it, and not the commit of this request`,
  };
}

function judgeSucceeded(application: Application, state: OperationState, expected: Expected): Observation {
  const { commit, position } = expected;
  const synced = state.synced[position];
  if (synced !== commit) {
    if (expected.isAutomatic) {
      return { kind: "progressing", says: "Argo CD has synced an earlier commit, and not this one yet" };
    }
    return {
      kind: "failed",
      code: "foreign revision",
      says: `Argo CD synced ${synced?.slice(0, 7) ?? "an unknown revision"} instead of ${commit.slice(0, 7)}`,
    };
  }
  const { sync } = application;
  // Until the next comparison the old state is shown, and a health that belongs to it.
  if (sync.status !== "Synced" && sync.revisions[position] === commit) {
    const pruned = application.resources.filter(({ sync }) => sync === "OutOfSync");
    const rest =
      pruned.length === 0 ? "" : `: ${pruned.map(({ resource }) => resource).join(", ")} differ still`;
    return { kind: "progressing", says: `synced, and compared anew${rest}` };
  }
  return healthOf(application);
}

function healthOf({ health, resources }: Application): Observation {
  switch (health.status) {
    case "Healthy":
      return { kind: "healthy", says: "healthy" };
    case "Degraded":
    case "Missing": {
      const sick = resources.find((one) => one.health === health.status);
      const what = sick === undefined ? (health.message ?? "") : `${sick.resource}: ${sick.message ?? ""}`;
      const says = `${health.status.toLowerCase()}${what === "" ? "" : `: ${what}`}`;
      return { kind: "failed", code: "degraded", says: says.replace(/: $/, "") };
    }
    default: {
      const waiting = resources.find((one) => one.health === "Progressing");
      const says = waiting === undefined ? health.status.toLowerCase() : `${waiting.resource} is starting`;
      return { kind: "synced", says };
    }
  }
}

function progressOf({ phase, resources, message }: OperationState, application: Application): string {
  if (phase === "Terminating") return "being terminated";
  if (/^Retrying/i.test(message) || /retrying/i.test(message)) return message;
  const done = resources.filter(({ status }) => status === "Synced" || status === "Pruned").length;
  const total = Math.max(resources.length, application.resources.length);
  return total === 0 ? "syncing" : `synced ${done} of ${total}`;
}

function faultOf({ message, resources }: OperationState): string {
  const failed = resources.find(({ status }) => status === "SyncFailed");
  return failed === undefined ? message : `${failed.resource}: ${failed.message}`;
}
