import type { Placement } from "../../../lib/deploys/config/server-config.ts";
import type { Charted, Desired } from "../../../lib/deploys/desired.ts";
import { versionEdits, versionText, type FluxManifest } from "../../../lib/deploys/flux/version-place.ts";
import type { Change } from "../../../lib/deploys/preview.ts";

/** A file with a chart's version in it. */
interface ChartFile {
  readonly repository: string;
  readonly file: string;
  readonly text: string;
}

/** What another version changes in the file that says it. @throws UnusableYaml */
export function chartChanges(
  placement: Placement,
  { repository, file, text }: ChartFile,
  { chart }: Charted,
): readonly Change[] {
  const manifest = manifestOf(placement);
  if (manifest === undefined) return [];
  return versionEdits(text, { ...manifest, file }, chart).map((edit) => ({
    repository,
    file,
    manifest,
    ...edit,
  }));
}

/** The object that says a placement's version; undefined where it is no object of Flux. */
function manifestOf({ helmrelease, ocirepository }: Placement): Omit<FluxManifest, "file"> | undefined {
  if (helmrelease !== undefined) return { kind: "HelmRelease", name: helmrelease };
  return ocirepository === undefined ? undefined : { kind: "OCIRepository", name: ocirepository };
}

/** Why a file does not say the chart's version that the ledger says; undefined where it does, or the ledger says none. */
export function chartDrift(changes: readonly Change[], from: Desired): string | undefined {
  if (from.kind !== "chart") return undefined;
  const { chart } = from;
  const change = changes.find(
    ({ manifest, before, field }) => manifest !== undefined && before !== versionText(chart, field),
  );
  if (change === undefined) return undefined;
  const { field, file, before } = change;
  return `${field} in ${file} says ${before ?? "nothing"}, and the ledger ${versionText(chart, field)}: somebody has changed it by hand, or an earlier deploy did not get that far`;
}
