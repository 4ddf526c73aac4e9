import type { Artifactful, Desired } from "./desired.ts";
import { hasEnded, type DeployRequest } from "./request.ts";

/** Whether the same may be asked for anew: it has ended, and not well. */
export function canRetry(request: Pick<DeployRequest, "state">): boolean {
  return hasEnded(request) && request.state !== "succeeded";
}

/** What ran before a request that has written; undefined where that is not known whole, with its digest. */
export function rollbackTo({ commit, from }: Pick<DeployRequest, "commit" | "from">): Desired | undefined {
  return commit !== undefined && isWhole(from) ? from : undefined;
}

/** Whether it can be deployed again as it was: zeros stand for a digest that nobody has said. */
export function isWhole(desired: Desired | undefined): desired is Artifactful {
  return desired?.kind === "artifactful" && !/^sha256:0+$/.test(desired.artifact.digest);
}
