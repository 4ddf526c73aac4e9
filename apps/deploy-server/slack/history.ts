import { desiredText } from "../../../lib/deploys/desired.ts";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { escaped, wholeLines } from "../messages/text.ts";
import { listedPast } from "../requests/earlier.ts";
import type { PastDeploy } from "../requests/past-deploys.ts";
import type { World } from "../world.ts";

/**
 * The history of targets as people read it, each line with the number by which it can be applied again.
 * @param targets or what is not known of them
 */
export async function historyText(
  world: World,
  state: ReleaseState,
  targets: readonly Target[] | string,
): Promise<string> {
  if (typeof targets === "string") return `${escaped(targets)}.`;
  const lines: string[] = [];
  for (const target of targets) {
    const past = await listedPast(world, state, target);
    lines.push(...past.map((one, index) => `${index + 1}. ${lineOf(targetKey(target), one)}`));
  }
  return lines.length === 0 ? "Nothing was deployed from here yet." : wholeLines(lines);
}

function lineOf(key: string, { at, what, by, request, requestId }: PastDeploy): string {
  const says = what === undefined ? "" : `\`${escaped(desiredText(what))}\` `;
  const who = escaped(by ?? "somebody");
  const because = request?.reason === undefined ? "" : ` (${escaped(request.reason.message)})`;
  const id = requestId === undefined ? "" : ` · ${requestId.slice(0, 8)}`;
  const did = what?.kind === "virtual" ? "undeployed" : "released";
  const how =
    request === undefined
      ? `${did} by ${who}${id}`
      : `${request.kind} by ${who}: ${request.state}${because}${id}`;
  return `${at} *${escaped(key)}* ${says}${how}`;
}
