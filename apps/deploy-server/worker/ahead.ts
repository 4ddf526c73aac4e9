import { clusterOf, type Placement, type ServerConfig } from "../../../lib/deploys/config/server-config.ts";
import { isWrittenInWave, takesPushes } from "../../../lib/deploys/config/waves.ts";
import { isTakenOver, type DeployRequest } from "../../../lib/deploys/request.ts";
import { shortSha } from "../../../lib/releases/documents/tag.ts";

/**
 * What is to be said of a request that ends before its engine has been asked: the commit stays. An adopt's says what runs
 * anyway.
 * @returns a sentence behind the reason, with the space before it; nothing where git does not say it for this cluster
 */
export function aheadText(
  request: DeployRequest,
  { config, placement }: { readonly config: ServerConfig; readonly placement: Placement },
): string {
  const { state, wave, waveCommit, targetCommit } = request;
  const isBetween = state === "committed" || state === "requesting";
  const isToCome = isWrittenInWave(config, placement, wave) && waveCommit === undefined;
  const commit = waveCommit ?? targetCommit ?? request.commit;
  if (!isBetween || isToCome || isTakenOver(request) || commit === undefined) return "";
  const { cluster } = placement;
  return takesPushes(clusterOf(config, cluster))
    ? `. Git says so already (${shortSha(commit)}), and ${cluster} takes it by itself once nothing is in the way: roll back where it must not`
    : `. Git says so already (${shortSha(commit)}), ahead of what ${cluster} runs: ask again, or roll back`;
}
