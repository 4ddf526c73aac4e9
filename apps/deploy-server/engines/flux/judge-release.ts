import type { Observation } from "../engine.ts";
import { find, type Condition, type HelmRelease, type Installed } from "./objects.ts";
import type { FluxState, WantedVersion } from "./state.ts";

/** What has become of a HelmRelease whose version is the wanted one, or whose values are. */
export function judgeRelease(
  { release, chart }: { readonly release: HelmRelease } & Pick<FluxState, "chart">,
  wanted: WantedVersion,
): Observation {
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
  const what = wanted.version ?? "this commit";
  const source = find(release, "Ready", "False");
  if (source?.reason === "SourceNotReady") {
    const failure = find(chart, "FetchFailed");
    return progressing(
      failure === undefined
        ? `Flux fetches the chart ${what}`
        : `Flux cannot fetch the chart ${what}, and tries again: ${failure.message}`,
    );
  }
  const reconciling = find(release, "Reconciling");
  if (reconciling !== undefined) return progressing(reconciling.message);
  return judgeInstalled(release, wanted);
}

function judgeInstalled(release: HelmRelease, { id, version, digest }: WantedVersion): Observation {
  const { newest, isObserved, handled } = release;
  const ready = find(release, "Ready");
  const isDeployed = newest?.isDeployed === true && isVersion(newest, { version });
  if (ready === undefined || !isDeployed || !isObserved) {
    return progressing(`Flux has not upgraded to ${version ?? "this commit"} yet`);
  }
  if (newest.digest !== undefined && digest !== undefined && newest.digest !== digest) {
    return {
      kind: "failed",
      code: "foreign revision",
      says: `Flux has installed ${newest.version} with the digest ${newest.digest}, and not ${digest}: somebody has pushed ${version ?? "it"} again`,
    };
  }
  return handled === id
    ? { kind: "healthy", says: ready.message }
    : progressing(`Flux runs ${newest.version}, and has not looked at it since this request`);
}

/**
 * To the version of a chart from an OCIRepository, Flux appends digits of its digest instead of what it was built from:
 * https://github.com/fluxcd/helm-controller/blob/v1.4.0/internal/controller/helmrelease_controller.go
 */
export function isVersion(
  { version: installed }: Pick<Installed, "version">,
  { version }: Pick<WantedVersion, "version">,
): boolean {
  if (version === undefined || installed === version) return true;
  const [plain = ""] = version.split("+");
  return installed.startsWith(plain) && /^\+[0-9a-f]{12}$/.test(installed.slice(plain.length));
}

/** An upgrade failed, and Flux may yet try again. */
function judgeFailure(
  { retries, failures, releaseFailures }: HelmRelease,
  released: Condition,
  remediated: Condition | undefined,
): Observation {
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

const progressing = (says: string): Observation => ({ kind: "progressing", says });

const failed = (says: string): Observation => ({ kind: "failed", code: "failed", says });
