import type { FluxName, FluxNotification } from "../../../../lib/deploys/flux/notification.ts";
import type { Observation } from "../engine.ts";
import { referenceText } from "./cluster.ts";
import { isVersion } from "./judge-release.ts";
import type { WantedVersion } from "./state.ts";

/** What a request wants of an object of which only notifications tell. */
export interface WantedTold extends Pick<WantedVersion, "version" | "digest"> {
  readonly object: FluxName;
  /** 40 hex. */
  readonly commit: string;
  /** Whether a commit comes after ours and says the same. */
  readonly isLaterWithSame: (commit: string) => boolean;
}

const SUCCEEDED = new Set([
  "InstallSucceeded",
  "UpgradeSucceeded",
  "TestSucceeded",
  "ReconciliationSucceeded",
]);
const TAKEN_BACK = new Set(["RollbackSucceeded", "UninstallSucceeded"]);

/**
 * What has become of a version, by what Flux has told since it was written. Only what names our revision of our object ends
 * anything: one of another revision is of an older deploy, or of somebody else's change.
 *
 * Flux does not tell whether it tries again, and the same event is told only once in five minutes, so that retries cannot
 * be counted: what failed is failed for good once nothing better is told in time.
 * https://fluxcd.io/flux/components/notification/alerts/
 * @param told the oldest first
 */
export function judgeTold(told: readonly FluxNotification[], wanted: WantedTold): Observation {
  const name = referenceText(wanted.object);
  const own = told.filter(({ object }) => referenceText(object) === name);
  const start = withDelivery(told, wanted);
  return own.reduce((known, event) => after(known, event, wanted), start);
}

/** Until the object itself is heard of: what others tell of our commit. */
function withDelivery(told: readonly FluxNotification[], { object, commit }: WantedTold): Observation {
  const name = referenceText(object);
  const last = told.findLast((one) => one.revision === commit && referenceText(one.object) !== name);
  const waits = `Flux has told nothing of ${name} yet`;
  if (last === undefined) return { kind: "progressing", says: waits };
  return {
    kind: "progressing",
    says: `${referenceText(last.object)} at ${commit.slice(0, 7)}: ${last.message}; ${waits}`,
  };
}

function after(known: Observation, event: FluxNotification, wanted: WantedTold): Observation {
  const { reason, severity, message, revision } = event;
  if (TAKEN_BACK.has(reason)) return takenBack(known, message);
  if (!isOurs(event, wanted)) {
    // What runs now is not ours, whoever wants it; and what has no revision, such as a chart that is not there, may be.
    const isNews = SUCCEEDED.has(reason) || (revision === undefined && severity === "error");
    return isNews ? { kind: "progressing", says: `Flux says: ${message}` } : known;
  }
  if (severity === "error") return { kind: "progressing", says: message, atLast: "failed" };
  if (!SUCCEEDED.has(reason)) return known;
  const { digest, version } = wanted;
  if (event.digest !== undefined && digest !== undefined && event.digest !== digest) {
    const says = `Flux has installed ${version ?? "it"} with the digest ${event.digest}, and not ${digest}: somebody has pushed ${version ?? "it"} again`;
    return { kind: "failed", code: "foreign revision", says };
  }
  return { kind: "healthy", says: message };
}

/** It names the version that runs again: what it took back is what failed before. */
function takenBack(known: Observation, message: string): Observation {
  const hasFailed = known.kind === "progressing" && known.atLast !== undefined;
  if (!hasFailed) return known;
  return { kind: "progressing", says: `${known.says}. ${message}`, atLast: "reverted" };
}

function isOurs({ revision }: FluxNotification, wanted: WantedTold): boolean {
  const { version, commit } = wanted;
  if (revision === undefined) return false;
  if (version !== undefined) return isVersion({ version: revision }, { version });
  return revision === commit || wanted.isLaterWithSame(revision);
}
