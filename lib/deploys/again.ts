import type { Desired } from "./desired.ts";
import { hasEnded, type DeployRequest } from "./request.ts";

/** Whether the same may be asked for anew: it has ended, and not well. */
export function canRetry(request: Pick<DeployRequest, "state">): boolean {
  return hasEnded(request) && request.state !== "succeeded";
}

/** What ran before a request that has written; undefined where that is not known whole, with its digest. */
export function rollbackTo({ commit, from }: Pick<DeployRequest, "commit" | "from">): Desired | undefined {
  const isWhole = from?.kind === "artifactful" && !/^sha256:0+$/.test(from.artifact.digest);
  return commit !== undefined && isWhole ? from : undefined;
}
