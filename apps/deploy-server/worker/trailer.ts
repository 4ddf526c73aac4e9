import { desiredText } from "../../../lib/deploys/desired.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";

/** The line by which a request's commits are known. */
export function requestTrailer(id: string): string {
  return `Deploy-Request: ${id}`;
}

/** The line by which the commit of a later wave is told from those before it. @param wave from 1 */
export function waveTrailer(wave: number): string {
  return `Deploy-Wave: ${wave + 1}`;
}

/** Whom the commits name: a GitHub login. */
export function releasedBy({ by }: Pick<DeployRequest, "by">): string {
  return by.account?.login ?? by.login ?? "unknown";
}

/** `my-app in prod → main-1a2b3c4`, for the headline of a commit that changes the target's files alone. */
export function fileHeadline({ target, to }: Pick<DeployRequest, "target" | "to">): string {
  return `deploy(${target.config}): ${target.channel} → ${to === undefined ? "as it is" : desiredText(to)}`;
}
