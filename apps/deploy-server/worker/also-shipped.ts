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
export type AlsoShipped = Pick<Preview, "companions" | "unavailable" | "enginePages" | "beyond" | "basis">;

/** How long engines need not be asked again before a commit that changes nothing by itself. */
const HOLDS_MS = 60_000;

/**
 * What the request's preview has of this, where it is true still: nobody has pushed since, and it is not older than a
 * minute. Only of clusters that a commit changes nothing in: there the engine is asked again before the sync, and refuses
 * by itself what has become forbidden meanwhile.
 */
export function stillShipped(
  { clock }: World,
  { config, head }: ReleaseState,
  { state, shown, target }: DeployRequest,
): AlsoShipped | undefined {
  const { companions = [], unavailable, enginePages, beyond, basis } = shown ?? {};
  if (state !== "queued" || basis === undefined || basis.head !== head) return undefined;
  if (clock.now().getTime() - Date.parse(basis.at) > HOLDS_MS) return undefined;
  const isInert = placementsOf(config, target).every(({ cluster }) => {
    const { engine, auto_sync: autoSync } = clusterOf(config, cluster);
    return engine === "argo-cd" && autoSync !== "follow";
  });
  return isInert ? { companions, unavailable, enginePages, basis, ...(beyond && { beyond }) } : undefined;
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
  for (const placement of placementsOf(config, target)) {
    try {
      const engine = world.engines.at(placement, config, target);
      enginePages.push(engine.page ?? null);
      const standing = await step("preview.engine", () => engine.standing());
      refuseAutoSync(state, request, { placement, standing });
      // What stands still already runs: git may say so.
      if (standing.blocked !== undefined && isTakenOver(request)) unavailable.push(standing.blocked);
      else if (standing.blocked !== undefined) throw new Rejected("blocked", standing.blocked);
      const wanted = await wantedOf(world, state, { placement, ...request });
      const differences = (await step("preview.rehearse", async () => engine.rehearse?.(wanted))) ?? [];
      for (const { resource, isExpected } of differences) if (!isExpected) beyond.add(resource);
      const nameOf = repositoryNamesAt(world.settings.github.url);
      const found = await companionsOf(world, standing, { head, nameOf });
      for (const companion of found.companions) companions.set(companion.sha, companion);
      if (found.unavailable !== undefined) unavailable.push(found.unavailable);
      for (const { repository, synced: commit } of standing.sources) {
        if (commit !== undefined) synced.push({ repository, commit });
      }
    } catch (error) {
      if (error instanceof EngineRefusal) throw new Rejected(error.code, error.message);
      if (!mayPass(error) || error instanceof Rejected) throw error;
      unavailable.push(`what else would ship is not known: ${messageOf(error)}`);
    }
  }
  return {
    companions: [...companions.values()],
    enginePages,
    unavailable: unavailable.length === 0 ? undefined : unavailable.join("; "),
    ...(beyond.size > 0 && { beyond: [...beyond] }),
    basis: unavailable.length === 0 ? { at, head, synced } : undefined,
  };
}

/** @throws Rejected where all is synced unasked */
function refuseAutoSync(
  { config }: ReleaseState,
  { target }: DeployRequest,
  { placement, standing }: { readonly placement: Placement; readonly standing: Standing },
): void {
  if (standing.isAutomatic && config.clusters[placement.cluster]?.auto_sync !== "follow") {
    throw new Rejected(
      "auto-sync on",
      `Argo CD syncs ${placement.application ?? target.config} by itself, so that whatever is pushed ships without a word here: take automated out of its sync policy, or set auto_sync: follow for ${placement.cluster} in db/server.yaml`,
    );
  }
}
