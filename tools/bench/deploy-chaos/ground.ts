import type { Site } from "../../deploys/site.ts";
import { configWithFleet, FLEET, fleetFiles, installFleet, policyWithFleet } from "./fleet.ts";
import { guardByArgoCd } from "./guarded/argo-cd.ts";
import { guardByFlux } from "./guarded/flux.ts";
import { GUARDED } from "./guarded/guarded.ts";
import { guardByKubernetes } from "./guarded/kubernetes.ts";
import { configWithLab, labFiles, policyWithLab } from "./lab.ts";
import type { WorldKind } from "./world-kind.ts";

type Ground = Parameters<typeof guardByArgoCd>[0] &
  Parameters<typeof guardByKubernetes>[0] &
  Parameters<typeof guardByFlux>[0];

/** The texts of `db/policy.json` and `db/server.yaml`. */
interface Texts {
  readonly policy: string;
  readonly config: string;
}

/** What a world of this kind has more than the usual one. @param more of its channel @returns the texts that name it */
export async function layOut(
  kind: WorldKind,
  ground: Omit<Ground, "argo" | "config"> & { readonly site: Site },
  { policy, config, more }: Texts & { readonly more: Parameters<typeof configWithFleet>[2] },
): Promise<Texts> {
  const { shop, commit, site, github, registry } = ground;
  switch (kind) {
    case "cluster":
      await commit(shop.source, labFiles(shop));
      return { policy: policyWithLab(policy, shop), config: configWithLab(config, shop, more) };
    case "flux":
      // Of a chart no code is known: who may write to the release repository, may deploy it.
      for (const { name } of [site.alice, site.bob]) github.setPermission(shop.releases, name, "write");
      await commit(shop.releases, fleetFiles(registry, shop, [FLEET, GUARDED]));
      await installFleet(ground, shop, registry);
      return { policy: policyWithFleet(policy), config: configWithFleet(config, shop, more) };
    default:
      return { policy, config };
  }
}

/** The channel that asks for approval, in two clusters of the engine that the world is about. */
export function guard(kind: WorldKind, ground: Ground): ReturnType<typeof guardByArgoCd> {
  switch (kind) {
    case "cluster":
      return guardByKubernetes(ground);
    case "flux":
      return guardByFlux(ground);
    default:
      return guardByArgoCd(ground);
  }
}
