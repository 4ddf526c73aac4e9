import type { Observation } from "../engine.ts";
import { judgeRelease } from "./judge-release.ts";
import { judgeTakers } from "./judge-takers.ts";
import { find, type Source } from "./objects.ts";
import { isFinal } from "./reasons.ts";
import { suspendedOf, type FluxState, type WantedVersion } from "./state.ts";

/**
 * What has become of a version. Done is only what is deployed at this version, with this request dealt with;
 * `lastAttemptedRevision` proves nothing, and conditions of an earlier generation are about another version.
 */
export function judge(state: FluxState, wanted: WantedVersion): Observation {
  const { release, chart } = state;
  const suspended = suspendedOf(state);
  if (suspended !== undefined) {
    return progressing(`${suspended.name} is suspended, so that Flux leaves it as it is: resume it`);
  }
  if (!isDelivered(state, wanted)) return judgeDelivery(state, wanted);
  if (release !== undefined) return judgeRelease({ release, chart }, wanted);
  return wanted.version === undefined ? judgeApplied(state) : judgeSource(state, wanted);
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
  const { release, chart, kustomization } = state;
  if (wanted.version !== undefined) return saysVersion(state, wanted);
  if (kustomization === undefined) return (release ?? chart)?.handled === wanted.id;
  return kustomization.applied === wanted.commit || wanted.later === "says the same";
}

/** A digest decides over the version beside it, as in Flux. */
export function saysVersion(
  { release, chart }: Pick<FluxState, "release" | "chart">,
  { version, digest }: Pick<WantedVersion, "version" | "digest">,
): boolean {
  if (release?.version !== undefined) return release.version === version;
  const said = chart?.wanted;
  return said?.digest === undefined ? said?.version === version : said.digest === digest;
}

/** Until the cluster says the version, or says it no more. */
function judgeDelivery(state: FluxState, wanted: WantedVersion): Observation {
  const { release, chart, kustomization, repository } = state;
  const short = wanted.commit.slice(0, 7);
  if (wanted.later === "says another") {
    const says = `Flux has applied ${kustomization?.applied?.slice(0, 7) ?? "a later commit"}, which comes after ${short} and says another version`;
    return { kind: "superseded", says };
  }
  const stalled = find(repository, "Stalled") ?? find(kustomization, "Stalled");
  if (stalled !== undefined) return failed(`Flux does not go on: ${stalled.message}`);
  if (wanted.version !== undefined && kustomization?.applied === wanted.commit) {
    const object = release ?? chart;
    const said = release?.version ?? chart?.wanted.digest ?? chart?.wanted.version ?? "no version";
    return {
      kind: "failed",
      code: "foreign revision",
      says: `Flux has applied ${short}, and ${object?.name ?? "its object"} says ${said}: something else writes it`,
    };
  }
  const fetched = repository?.revision ?? wanted.commit;
  if (fetched !== wanted.commit && !isLookedAt(repository, wanted)) {
    const failure = find(repository, "FetchFailed") ?? find(repository, "Ready", "False");
    return progressing(
      failure === undefined
        ? `Flux has not fetched ${short} yet`
        : `Flux cannot fetch ${short}, and tries again: ${failure.message}`,
    );
  }
  const failure = find(kustomization, "Ready", "False");
  if (failure !== undefined && kustomization?.attempted === wanted.commit) {
    // Whether a release gets healthy, it says itself; of plain objects nobody else says it.
    const isUnhealthy = failure.reason === "HealthCheckFailed" && wanted.version === undefined;
    if (isUnhealthy) return { kind: "failed", code: "degraded", says: failure.message };
    if (isFinal(failure)) return failed(`Flux cannot apply ${short}: ${failure.message}`);
  }
  return failure !== undefined && kustomization?.handled === wanted.id
    ? progressing(`Flux cannot apply ${fetched.slice(0, 7)}, and tries again: ${failure.message}`)
    : progressing(`Flux has not applied ${short} yet`);
}

/** Whether a source was fetched since this request: what it has then holds the request's commit, if it is not that. */
function isLookedAt(source: Source | undefined, { id }: WantedVersion): boolean {
  return source?.handled === id && find(source, "Ready") !== undefined;
}

/** `lastAppliedRevision` moves on only when all was applied, and found healthy where that is waited for. */
function judgeApplied({ kustomization }: FluxState): Observation {
  const ready = find(kustomization, "Ready");
  if (ready !== undefined) return { kind: "healthy", says: ready.message };
  const reconciling = find(kustomization, "Reconciling") ?? find(kustomization, "Ready", "False");
  return progressing(reconciling?.message ?? "Flux looks at it again");
}

/** An OCIRepository: first it is fetched, and then whoever takes it has to get on. */
function judgeSource(state: FluxState, wanted: WantedVersion): Observation {
  const fetched = judgeFetched(state.chart, wanted);
  return fetched.kind === "healthy" ? (judgeTakers(state, wanted) ?? fetched) : fetched;
}

function judgeFetched(
  source: Source | undefined,
  { id, version = "", digest = "" }: WantedVersion,
): Observation {
  const stalled = find(source, "Stalled");
  if (stalled !== undefined) return failed(`Flux cannot fetch ${version}: ${stalled.message}`);
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
