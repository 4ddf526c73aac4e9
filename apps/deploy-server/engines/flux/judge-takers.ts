import type { Observation } from "../engine.ts";
import { judgeRelease } from "./judge-release.ts";
import { find, type Kustomization } from "./objects.ts";
import { isFinal } from "./reasons.ts";
import type { FluxState, WantedVersion } from "./state.ts";

/** What has become of a fetched version at those that take it: the first that has not got there; undefined where all have. */
export function judgeTakers({ takers, chart }: FluxState, wanted: WantedVersion): Observation | undefined {
  return takers
    .map((taker) =>
      taker.kind === "HelmRelease"
        ? judgeRelease({ release: taker.release, chart }, wanted)
        : judgeContent(taker.kustomization, { revision: chart?.revision, ...wanted }),
    )
    .toSorted((a, b) => rank(a) - rank(b))
    .find(({ kind }) => kind !== "healthy");
}

/** What has failed is told before what is on its way. */
function rank({ kind }: Observation): number {
  return kind === "failed" || kind === "reverted" ? 0 : 1;
}

/** A Kustomization that applies what the source has fetched. */
function judgeContent(
  kustomization: Kustomization,
  { revision, id, version = "" }: WantedVersion & { readonly revision: string | undefined },
): Observation {
  const { name, applied, attempted, handled } = kustomization;
  const ready = find(kustomization, "Ready");
  if (ready !== undefined && applied === revision && handled === id) {
    return { kind: "healthy", says: ready.message };
  }
  const stalled = find(kustomization, "Stalled");
  const failure = find(kustomization, "Ready", "False");
  const says = `${name} cannot apply ${version}: ${(stalled ?? failure)?.message ?? ""}`;
  if (stalled !== undefined) return { kind: "failed", code: "failed", says };
  if (failure !== undefined && attempted === revision && handled === id) {
    if (failure.reason === "HealthCheckFailed") return { kind: "failed", code: "degraded", says };
    if (isFinal(failure)) return { kind: "failed", code: "failed", says };
  }
  return { kind: "progressing", says: `${name} has not applied ${version} yet` };
}
