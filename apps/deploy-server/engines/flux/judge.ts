import type { Observation } from "../engine.ts";
import type { Condition, HelmRelease, Kustomization, Source } from "./objects.ts";

/** A version of a chart, asked for by a request. */
export interface WantedVersion {
  /** The request's id, with which Flux was asked to reconcile. */
  readonly id: string;
  /** The commit that says it, 40 hex. */
  readonly commit: string;
  /** `1.4.2` */
  readonly version: string;
}

/** What Flux has, as far as it is there. */
export interface FluxState {
  readonly release: HelmRelease;
  /** Where the release's chart comes from. */
  readonly chart: Source | undefined;
  /** What applies the release. */
  readonly kustomization: Kustomization | undefined;
  /** Where that comes from. */
  readonly repository: Source | undefined;
}

/** What has become of a version. */
export type Verdict = Observation | { readonly kind: "reverted"; readonly says: string };

/**
 * What has become of a version of a chart. Done is only what is deployed at this version, with this request dealt with;
 * `lastAttemptedRevision` proves nothing, and conditions of an earlier generation are about another version.
 */
export function judge(state: FluxState, wanted: WantedVersion): Verdict {
  const { release, chart, kustomization, repository } = state;
  const suspended = [repository, kustomization, chart, release].find((one) => one?.isSuspended === true);
  if (suspended !== undefined) {
    return progressing(`${suspended.name} is suspended, so that Flux leaves it as it is: resume it`);
  }
  return release.version === wanted.version ? judgeRelease(state, wanted) : judgeDelivery(state, wanted);
}

/** Until the release says the version, or says it no more. */
function judgeDelivery({ release, kustomization, repository }: FluxState, wanted: WantedVersion): Verdict {
  const short = wanted.commit.slice(0, 7);
  if (kustomization?.applied === wanted.commit) {
    return {
      kind: "failed",
      code: "foreign revision",
      says: `Flux has applied ${short}, and ${release.name} says ${release.version ?? "no version"}: something else writes it`,
    };
  }
  if (repository !== undefined && repository.revision !== wanted.commit) {
    const failure = find(repository, "FetchFailed") ?? find(repository, "Ready", "False");
    return progressing(
      failure === undefined
        ? `Flux has not fetched ${short} yet`
        : `Flux cannot fetch ${short}, and tries again: ${failure.message}`,
    );
  }
  const failure = find(kustomization, "Ready", "False");
  if (kustomization?.attempted === wanted.commit && failure !== undefined && isFinal(failure)) {
    return failed(`Flux cannot apply ${short}: ${failure.message}`);
  }
  return progressing(`Flux has not applied ${short} yet`);
}

/** What Flux tries again by itself, when something else is ready. */
function isFinal({ reason }: Condition): boolean {
  return !["DependencyNotReady", "ArtifactFailed", "HealthCheckFailed", "Progressing"].includes(reason);
}

function judgeRelease({ release, chart }: FluxState, { id, version }: WantedVersion): Verdict {
  const released = find(release, "Released", "False");
  const stalled = find(release, "Stalled");
  const remediated = find(release, "Remediated");
  if (stalled !== undefined) {
    const why = released?.message ?? stalled.message;
    return remediated === undefined
      ? failed(why)
      : { kind: "reverted", says: `${why}. ${remediated.message}` };
  }
  if (released !== undefined) return judgeFailure(release, released, remediated);
  const source = find(release, "Ready", "False");
  if (source?.reason === "SourceNotReady") {
    const failure = find(chart, "FetchFailed");
    return progressing(
      failure === undefined
        ? `Flux fetches the chart ${version}`
        : `Flux cannot fetch the chart ${version}, and tries again: ${failure.message}`,
    );
  }
  const reconciling = find(release, "Reconciling");
  if (reconciling !== undefined) return progressing(reconciling.message);
  const isDeployed = release.newest?.version === version && release.newest.isDeployed;
  const ready = find(release, "Ready");
  if (ready === undefined || !isDeployed || !release.isObserved) {
    return progressing(`Flux has not upgraded to ${version} yet`);
  }
  return release.handled === id
    ? { kind: "healthy", says: ready.message }
    : progressing(`Flux runs ${version}, and has not looked at it since this request`);
}

/** An upgrade failed, and Flux may yet try again. */
function judgeFailure(
  { retries, failures, releaseFailures }: HelmRelease,
  released: Condition,
  remediated: Condition | undefined,
): Verdict {
  // What could not even be rendered is never rolled back, and never stalls: it is tried again for ever.
  const unrendered = failures - releaseFailures;
  if (retries >= 0 && unrendered > retries) return failed(released.message);
  const tries =
    retries < 0 ? "without end" : `with ${retries === 1 ? "1 retry" : `${retries} retries`} in all`;
  return progressing(
    remediated === undefined
      ? released.message
      : `${released.message}. ${remediated.message}; Flux tries again, ${tries}`,
  );
}

function find(
  object: { readonly conditions: readonly Condition[] } | undefined,
  type: string,
  status: Condition["status"] = "True",
): Condition | undefined {
  return object?.conditions.find((one) => one.type === type && one.status === status);
}

const progressing = (says: string): Verdict => ({ kind: "progressing", says });

const failed = (says: string): Verdict => ({ kind: "failed", code: "failed", says });
