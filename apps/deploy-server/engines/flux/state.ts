import type { CommitStanding } from "../engine.ts";
import type { FluxObject, HelmRelease, Kustomization, Source } from "./objects.ts";

/** What a request wants Flux to have. */
export interface WantedVersion {
  /** The request's id, with which Flux was asked to reconcile. */
  readonly id: string;
  /** The commit that says it, 40 hex. */
  readonly commit: string;
  /** How the later commit stands to it that Flux has applied; undefined where Flux has applied none, or it is not known. */
  readonly later?: CommitStanding | undefined;
  /** `1.4.2` of a chart; undefined where the commit's files say an image. */
  readonly version: string | undefined;
  /** Of the chart's manifest. */
  readonly digest: string | undefined;
}

/** What Flux has, as far as it is there. */
export interface FluxState {
  /** Undefined where the target is a Kustomization or an OCIRepository. */
  readonly release: HelmRelease | undefined;
  /** Where the release's chart comes from. */
  readonly chart: Source | undefined;
  /** What applies the files. */
  readonly kustomization: Kustomization | undefined;
  /** Where those come from. */
  readonly repository: Source | undefined;
  /** What takes the chart of a target that is its source alone: it runs when they do. */
  readonly takers: readonly Taker[];
}

/** What applies what a source has fetched. */
export type Taker =
  | { readonly kind: "HelmRelease"; readonly release: HelmRelease }
  | { readonly kind: "Kustomization"; readonly kustomization: Kustomization };

export function objectOf(taker: Taker): HelmRelease | Kustomization {
  return taker.kind === "HelmRelease" ? taker.release : taker.kustomization;
}

/** The first object on a version's way that is suspended. */
export function suspendedOf({
  repository,
  kustomization,
  chart,
  release,
  takers,
}: FluxState): FluxObject | undefined {
  const all = [repository, kustomization, chart, release, ...takers.map(objectOf)];
  return all.find((one) => one?.isSuspended === true);
}
