import { isDeepStrictEqual } from "node:util";
import { clusterOf, placementsOf, type Placement } from "../../../lib/deploys/config/server-config.ts";
import type { Basis, EnginePage, Preview } from "../../../lib/deploys/preview.ts";
import { isTakenOver, type DeployRequest } from "../../../lib/deploys/request.ts";
import { step } from "../../../lib/store/step.ts";
import { EngineRefusal, type Standing } from "../engines/engine.ts";
import { repositoryNamesAt } from "../engines/open.ts";
import type { ReleaseState } from "../github/release-files.ts";
import { Rejected } from "../rejected.ts";
import { mayPass, messageOf } from "../trouble.ts";
import type { World } from "../world.ts";
import { companionsOf } from "./companions.ts";
import { wantedOf } from "./wanted.ts";

/** What a preview says of the engines. */
export type AlsoShipped = Pick<
  Preview,
  "companions" | "unavailable" | "enginePages" | "beyond" | "children" | "basis"
>;

/** How long engines need not be asked again before a commit that changes nothing by itself. */
const HOLDS_MS = 60_000;

/**
 * What the request's preview has of this, where it is true still: nobody has pushed or synced since, and it is not older
 * than a minute. Only of clusters that a commit changes nothing in. Whether they would sync by themselves, or refuse a sync,
 * is asked again: nothing is committed that could not be synced.
 * @throws Rejected where the engine refuses for good
 */
export async function stillShipped(
  world: World,
  release: ReleaseState,
  request: DeployRequest,
): Promise<AlsoShipped | undefined> {
  const { config, head } = release;
  const { state, shown, target } = request;
  const { companions = [], unavailable, enginePages, beyond, children, basis } = shown ?? {};
  if (state !== "queued" || basis === undefined || basis.head !== head) return undefined;
  if (world.clock.now().getTime() - Date.parse(basis.at) > HOLDS_MS) return undefined;
  const isInert = placementsOf(config, target).every(({ cluster }) => {
    const { engine, auto_sync: autoSync } = clusterOf(config, cluster);
    return engine === "argo-cd" && autoSync !== "follow";
  });
  if (!isInert || !(await stands(world, release, { ...request, basis }))) return undefined;
  return {
    companions,
    unavailable,
    enginePages,
    basis,
    ...(beyond && { beyond }),
    ...(children && { children }),
  };
}

/** Whether all engines stand as they did. @throws Rejected where one refuses for good */
async function stands(
  world: World,
  state: ReleaseState,
  request: DeployRequest & { readonly basis: Basis },
): Promise<boolean> {
  const synced: Basis["synced"][number][] = [];
  const children: (readonly string[] | null)[] = [];
  for (const placement of placementsOf(state.config, request.target)) {
    try {
      const engine = world.engines.at(placement, state.config, request.target);
      const standing = await step("preview.engine again", () => engine.standing());
      refuseStanding(state, request, { placement, standing });
      synced.push(...syncedIn(standing));
      children.push(standing.children ?? null);
    } catch (error) {
      if (error instanceof EngineRefusal) throw new Rejected(error.code, error.message);
      if (!mayPass(error) || error instanceof Rejected) throw error;
      return false;
    }
  }
  const isSame = isDeepStrictEqual(severalIn(children), request.shown?.children);
  return isSame && isDeepStrictEqual(synced, request.basis.synced);
}

/** Undefined where no placement has several applications. */
function severalIn(children: readonly (readonly string[] | null)[]): Preview["children"] {
  return children.some((one) => one !== null) ? children : undefined;
}

function syncedIn({ sources }: Standing): readonly Basis["synced"][number][] {
  return sources.flatMap(({ repository, synced }) =>
    synced === undefined ? [] : [{ repository, commit: synced }],
  );
}

/** What else a sync would ship, over all placements. @throws Rejected where the engine refuses for good */
export async function alsoShipped(
  world: World,
  state: ReleaseState,
  request: DeployRequest,
): Promise<AlsoShipped> {
  const { config, head } = state;
  const { target } = request;
  const at = world.clock.now().toISOString();
  const companions = new Map<string, Preview["companions"][number]>();
  const unavailable: string[] = [];
  const beyond = new Set<string>();
  const synced: Basis["synced"][number][] = [];
  const enginePages: (EnginePage | null)[] = [];
  const placements = placementsOf(config, target);
  const children: (readonly string[] | null)[] = placements.map(() => null);
  for (const [index, placement] of placements.entries()) {
    try {
      const engine = world.engines.at(placement, config, target);
      enginePages.push(engine.page ?? null);
      const standing = await step("preview.engine", () => engine.standing());
      refuseStanding(state, request, { placement, standing });
      children[index] = standing.children ?? null;
      // What stands still already runs: git may say so.
      if (standing.blocked !== undefined) unavailable.push(standing.blocked);
      const wanted = await wantedOf(world, state, { placement, ...request });
      const differences = (await step("preview.rehearse", async () => engine.rehearse?.(wanted))) ?? [];
      for (const { resource, isExpected } of differences) if (!isExpected) beyond.add(resource);
      const nameOf = repositoryNamesAt(world.settings.github.url);
      const found = await companionsOf(world, standing, { head, nameOf });
      for (const companion of found.companions) companions.set(companion.sha, companion);
      if (found.unavailable !== undefined) unavailable.push(found.unavailable);
      synced.push(...syncedIn(standing));
    } catch (error) {
      if (error instanceof EngineRefusal) throw new Rejected(error.code, error.message);
      if (!mayPass(error) || error instanceof Rejected) throw error;
      unavailable.push(`what else would ship is not known: ${messageOf(error)}`);
    }
  }
  const several = severalIn(children);
  return {
    companions: [...companions.values()],
    enginePages,
    ...(several && { children: several }),
    unavailable: unavailable.length === 0 ? undefined : unavailable.join("; "),
    ...(beyond.size > 0 && { beyond: [...beyond] }),
    basis: unavailable.length === 0 ? { at, head, synced } : undefined,
  };
}

/** @throws Rejected where all is synced unasked, or nothing may be synced */
function refuseStanding(
  { config }: ReleaseState,
  request: DeployRequest,
  { placement, standing }: { readonly placement: Placement; readonly standing: Standing },
): void {
  const { target } = request;
  if (standing.isAutomatic && config.clusters[placement.cluster]?.auto_sync !== "follow") {
    throw new Rejected(
      "auto-sync on",
      `Argo CD syncs ${placement.application ?? placement.applicationset ?? target.config} by itself, so that whatever is pushed ships without a word here: take automated out of its sync policy, or set auto_sync: follow for ${placement.cluster} in db/server.yaml`,
    );
  }
  if (standing.blocked !== undefined && !isTakenOver(request))
    throw new Rejected("blocked", standing.blocked);
}
