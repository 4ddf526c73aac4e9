import type { HelmRelease, Kustomization, Source } from "./objects.ts";

/** What a request wants Flux to have. */
export interface WantedVersion {
  /** The request's id, with which Flux was asked to reconcile. */
  readonly id: string;
  /** The commit that says it, 40 hex. */
  readonly commit: string;
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
}
