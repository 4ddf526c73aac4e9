import {
  isSameDesired,
  type Artifact,
  type Artifactful,
  type Artifactless,
  type Charted,
  type Desired,
} from "./desired.ts";
import { hasEnded, type DeployRequest } from "./request.ts";

/** Whether the same may be asked for anew: it has ended, and not well. */
export function canRetry(request: Pick<DeployRequest, "state">): boolean {
  return hasEnded(request) && request.state !== "succeeded";
}

/** What ran before a request that has written; undefined where that is not known whole, with its digest. */
export function rollbackTo({ commit, from }: Pick<DeployRequest, "commit" | "from">): Desired | undefined {
  return commit !== undefined && isWhole(from) ? from : undefined;
}

/** An image or a chart by its digest, or a config by its commit: each is the same for ever. */
export type Whole =
  Charted | Artifactless | (Artifactful & { readonly artifact: Artifact & { readonly digest: string } });

/** Whether it can be deployed again as it was. */
export function isWhole(desired: Desired | undefined): desired is Whole {
  return (
    desired?.kind === "chart" || desired?.kind === "artifactless" || desired?.artifact?.digest !== undefined
  );
}

/** Whether two run under one name: an image's tag, a chart's version. Whoever goes back wants another. */
export function isSameRun(a: Desired, b: Desired): boolean {
  if (a.kind === "artifactful" && b.kind === "artifactful") return a.artifact.image === b.artifact.image;
  return isSameDesired(a, b);
}

/** Whether the ledger has the same for two, or nothing for both; who built an image does not count. */
export function isSameRecord(a: Desired, b: Desired): boolean {
  if (a.kind === "chart" || a.kind === "artifactless") return isSameDesired(a, b);
  if (a.kind !== "artifactful" || b.kind !== "artifactful") return a.kind === b.kind;
  return a.artifact.image === b.artifact.image && a.artifact.digest === b.artifact.digest;
}
