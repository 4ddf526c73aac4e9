import { isDeepStrictEqual } from "node:util";
import type { Basis, Preview } from "../../../lib/deploys/preview.ts";
import type { DeployRequest } from "../../../lib/deploys/request.ts";
import { step } from "../../../lib/store/step.ts";
import type { Engine, Standing, SyncAsk } from "../engines/engine.ts";
import { repositoryNamesAt } from "../engines/open.ts";
import type { World } from "../world.ts";
import { companionsOf } from "./companions.ts";

/**
 * What was shown, with what others have pushed between it and the request's commit: a sync of the commit ships that, too.
 * Undefined where it is nothing.
 * @param basis what was looked into, up to the very commit on which the request's was made; undefined where that is not known
 */
export async function shippedSince(
  world: World,
  { commit: own, targetCommit, waveCommit, shown, wave }: DeployRequest,
  {
    engine,
    ask,
    basis,
  }: { readonly engine: Engine; readonly ask: SyncAsk; readonly basis: Basis | undefined },
): Promise<Preview | undefined> {
  if (shown === undefined) return undefined;
  const standing = await step("shipped since.engine", () => engine.standing("compared"));
  const nameOf = repositoryNamesAt(world.settings.github.url);
  const ours = [own, targetCommit, waveCommit].filter((sha) => sha !== undefined);
  const { companions: added, unavailable } = await companionsOf(world, standing, {
    head: waveCommit ?? own ?? ask.commit,
    nameOf,
    basis,
    known: new Set([...ours, ...shown.companions.map(({ sha }) => sha)]),
  });
  const isShown = unavailable === undefined || shown.unavailable !== undefined;
  const children = childrenSince(shown, wave, standing);
  if (added.length === 0 && isShown && isDeepStrictEqual(children, shown.children)) return undefined;
  return {
    ...shown,
    children,
    companions: [...shown.companions, ...added],
    unavailable: shown.unavailable ?? unavailable,
  };
}

/** An ApplicationSet may have made or taken away applications since. */
function childrenSince(shown: Preview, wave: number, { children: now }: Standing): Preview["children"] {
  if (now === undefined) return shown.children;
  const length = Math.max(wave + 1, shown.clusters?.length ?? 0);
  const before = (index: number): readonly string[] | null => shown.children?.[index] ?? null;
  return Array.from({ length }, (_, index) => (index === wave ? now : before(index)));
}
