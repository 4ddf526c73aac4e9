import { VIRTUAL, type Desired } from "../../../lib/deploys/desired.ts";
import type { PlaceEntry } from "../../../lib/releases/history/place-entry.ts";
import type { PastEntry } from "../../../lib/releases/history/place-history.ts";
import { desiredOf } from "./artifact.ts";

/** What the ledger's own history says of a target once. */
export interface LedgerPast {
  /** ISO 8601. */
  readonly at: string;
  /** A GitHub login. */
  readonly by: string;
  readonly kind: "release" | "undeploy";
  readonly what: Desired;
  /** The dispatch or the request that wrote it; undefined of what was taken out. */
  readonly correlation: string | undefined;
  /** The request that its commit names. */
  readonly requestId: string | undefined;
  /** 40 hex. */
  readonly commit: string;
}

export function ledgerPast({ entry, commit: { oid: commit, message } }: PastEntry): LedgerPast {
  const [, requestId] = /^Deploy-Request: ([0-9a-f-]{36})$/m.exec(message) ?? [];
  if (entry.kind === "undeployed") {
    const { at, by } = entry.trace;
    return { at, by, kind: "undeploy", what: VIRTUAL, correlation: undefined, requestId, commit };
  }
  const { released_at: at, released_by: by, dispatch_id: correlation } = entry.record;
  return { at, by, kind: "release", what: desiredAt(entry), correlation, requestId, commit };
}

/** Whether a request or a release of these is behind it. @param known their ids and correlations */
export function isKnown({ correlation, requestId }: LedgerPast, known: ReadonlySet<string>): boolean {
  return known.has(correlation ?? "") || known.has(requestId ?? "");
}

function desiredAt(entry: Exclude<PlaceEntry, { kind: "undeployed" }>): Desired {
  switch (entry.kind) {
    case "image":
      return desiredOf(entry.record);
    case "config":
      return { kind: "artifactless", configSha: entry.record.sha };
    default: {
      const { chart: address, version, digest } = entry.record;
      return { kind: "chart", chart: { address, version, digest } };
    }
  }
}
