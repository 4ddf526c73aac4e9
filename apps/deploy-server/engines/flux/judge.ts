import type { Observation } from "../engine.ts";
import { judgeRelease } from "./judge-release.ts";
import { find, type Condition, type Source } from "./objects.ts";
import type { FluxState, WantedVersion } from "./state.ts";

/**
 * What has become of a version. Done is only what is deployed at this version, with this request dealt with;
 * `lastAttemptedRevision` proves nothing, and conditions of an earlier generation are about another version.
 */
export function judge(state: FluxState, wanted: WantedVersion): Observation {
  const { release, chart, kustomization, repository } = state;
  const suspended = [repository, kustomization, chart, release].find((one) => one?.isSuspended === true);
  if (suspended !== undefined) {
    return progressing(`${suspended.name} is suspended, so that Flux leaves it as it is: resume it`);
  }
  if (!isDelivered(state, wanted)) return judgeDelivery(state, wanted);
  if (release !== undefined) return judgeRelease({ release, chart }, wanted);
  return wanted.version === undefined ? judgeApplied(state) : judgeFetched(chart, wanted);
}

/** What has become of a target whose file was taken away, while its object is still there. */
export function judgeRemoval(state: FluxState, commit: string): Observation {
  const { release, chart, kustomization } = state;
  const object = release ?? chart ?? kustomization;
  const name = object?.name ?? "its object";
  if (object?.isBeingDeleted === true) return progressing(`${name} is being removed`);
  const short = commit.slice(0, 7);
  return progressing(
    kustomization?.applied === commit
      ? `Flux has applied ${short}, and ${name} is still there`
      : `Flux has not applied ${short} yet`,
  );
}

/** Whether the cluster has what git says: the version, or all that the commit has. */
function isDelivered(state: FluxState, wanted: WantedVersion): boolean {
  const { release, chart, kustomization, repository } = state;
  if (wanted.version !== undefined) return saysVersion(state, wanted);
  if (kustomization === undefined) return (release ?? chart)?.handled === wanted.id;
  const { applied, handled } = kustomization;
  // A later commit holds it as well: it was fetched after ours was there.
  const isLater = repository?.handled === wanted.id && handled === wanted.id;
  return applied === wanted.commit || (isLater && applied !== undefined && applied === repository.revision);
}

/** A digest decides over the version beside it, as in Flux. */
function saysVersion({ release, chart }: FluxState, { version, digest }: WantedVersion): boolean {
  if (release?.version !== undefined) return release.version === version;
  const said = chart?.wanted;
  return said?.digest === undefined ? said?.version === version : said.digest === digest;
}

/** Until the cluster says the version, or says it no more. */
function judgeDelivery(state: FluxState, wanted: WantedVersion): Observation {
  const { release, chart, kustomization, repository } = state;
  const short = wanted.commit.slice(0, 7);
  if (wanted.version !== undefined && kustomization?.applied === wanted.commit) {
    const object = release ?? chart;
    const said = release?.version ?? chart?.wanted.digest ?? chart?.wanted.version ?? "no version";
    return {
      kind: "failed",
      code: "foreign revision",
      says: `Flux has applied ${short}, and ${object?.name ?? "its object"} says ${said}: something else writes it`,
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
  if (kustomization?.attempted === wanted.commit && failure !== undefined) {
    // Whether a release gets healthy, it says itself; of plain objects nobody else says it.
    const isUnhealthy = failure.reason === "HealthCheckFailed" && wanted.version === undefined;
    if (isUnhealthy) return { kind: "failed", code: "degraded", says: failure.message };
    if (isFinal(failure)) return failed(`Flux cannot apply ${short}: ${failure.message}`);
  }
  return progressing(`Flux has not applied ${short} yet`);
}

/** What Flux tries again by itself, when something else is ready. */
function isFinal({ reason }: Condition): boolean {
  return !["DependencyNotReady", "ArtifactFailed", "HealthCheckFailed", "Progressing"].includes(reason);
}

/** `lastAppliedRevision` moves on only when all was applied, and found healthy where that is waited for. */
function judgeApplied({ kustomization }: FluxState): Observation {
  const ready = find(kustomization, "Ready");
  if (ready !== undefined) return { kind: "healthy", says: ready.message };
  const reconciling = find(kustomization, "Reconciling") ?? find(kustomization, "Ready", "False");
  return progressing(reconciling?.message ?? "Flux looks at it again");
}

/** An OCIRepository by itself: who takes it from there is not the target. */
function judgeFetched(
  source: Source | undefined,
  { id, version = "", digest = "" }: WantedVersion,
): Observation {
  const failure = find(source, "FetchFailed");
  if (failure !== undefined) {
    return progressing(`Flux cannot fetch ${version}, and tries again: ${failure.message}`);
  }
  const ready = find(source, "Ready");
  if (ready === undefined || source?.isObserved !== true) return progressing(`Flux fetches ${version}`);
  if (source.revision?.endsWith(digest) !== true) {
    return {
      kind: "failed",
      code: "foreign revision",
      says: `Flux has fetched ${source.revision ?? "nothing"}, and not ${version} with the digest ${digest}: somebody has pushed it again`,
    };
  }
  return source.handled === id
    ? { kind: "healthy", says: ready.message }
    : progressing(`Flux has ${version}, and has not looked at it since this request`);
}

const progressing = (says: string): Observation => ({ kind: "progressing", says });

const failed = (says: string): Observation => ({ kind: "failed", code: "failed", says });
