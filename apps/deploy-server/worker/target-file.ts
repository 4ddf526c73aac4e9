import type { Placement } from "../../../lib/deploys/config/server-config.ts";
import type { Desired } from "../../../lib/deploys/desired.ts";
import { withManifestValue } from "../../../lib/deploys/flux/version-place.ts";
import { WHOLE_FILE, wholeFile, type Change } from "../../../lib/deploys/preview.ts";
import { targetKey, type Target } from "../../../lib/deploys/target.ts";
import { withYamlLiteral, withYamlValue, yamlValue } from "../../../lib/manifests/yaml-value.ts";
import { splitImage } from "../../../lib/releases/documents/image.ts";
import { Rejected } from "../rejected.ts";
import { chartChanges, chartDrift } from "./chart-file.ts";
import { configChanges, configDrift } from "./config-file.ts";
import type { Undone } from "./undeployed-before.ts";

/** The files of a placement, as they stand. */
export interface PlacementFiles {
  readonly repository: string;
  /** By path; what is not there is absent. */
  readonly texts: ReadonlyMap<string, string>;
}

/** What is to become of a target. */
export interface Edit {
  readonly target: Target;
  readonly to: Desired;
  readonly undone: Undone;
}

type Artifactful = Extract<Desired, { kind: "artifactful" }>;

/** What a request changes in its target's file. @throws Rejected, UnusableYaml */
export function changesOf(
  placement: Placement,
  { repository, texts }: PlacementFiles,
  { target, to, undone }: Edit,
): readonly Change[] {
  const { file, undeploy } = placement;
  if (file === undefined) return [];
  if (to.kind === "virtual" && undeploy?.remove !== undefined) {
    return [removal(neededFile({ repository, texts }, undeploy.remove))];
  }
  const restored = undeploy?.remove === undefined ? undefined : undone.removed.get(undeploy.remove);
  const back =
    undeploy?.remove === undefined || restored === undefined || texts.has(undeploy.remove)
      ? []
      : [{ repository, file: undeploy.remove, field: WHOLE_FILE, before: null, after: wholeFile(restored) }];
  // The file with the version may be the one that was removed.
  const found = neededFile({ repository, texts: new Map([...undone.removed, ...texts]) }, file);
  if (to.kind === "virtual") return [undeployChange(placement, found, target)];
  const version = changesTo(placement, { target, ...found }, to);
  return [...back, ...version, ...redeployChanges(placement, found, undone.changes)];
}

/** What says the version in the file. @throws Rejected */
function changesTo(
  placement: Placement,
  found: FoundFile & Pick<Edit, "target">,
  to: Exclude<Desired, { kind: "virtual" }>,
): readonly Change[] {
  switch (to.kind) {
    case "chart":
      return chartChanges(placement, found, to);
    case "artifactless":
      return configChanges(placement, found, to);
    default:
      return versionChanges(placement, found, to);
  }
}

/** @throws Rejected where it is not there */
function neededFile({ repository, texts }: PlacementFiles, file: string): FoundFile {
  const text = texts.get(file);
  if (text !== undefined) return { repository, file, text };
  throw new Rejected(
    "no file",
    `${repository} has no ${file}, which db/server.yaml names: add it, or correct the name`,
  );
}

function removal({ repository, file, text }: FoundFile): Change {
  return { repository, file, field: WHOLE_FILE, before: wholeFile(text), after: null };
}

/** A file that is there. */
interface FoundFile {
  readonly repository: string;
  readonly file: string;
  readonly text: string;
}

function versionChanges(
  { field, digest_field: digestField }: Placement,
  { repository, file, text }: FoundFile,
  to: Artifactful,
): readonly Change[] {
  if (field === undefined) return [];
  const before = valueAt({ file, text }, field, "with the version that runs now");
  const changes = [{ repository, file, field, before, after: versionText(before, to) }];
  if (digestField === undefined) return changes;
  const digest = yamlValue(text, { file, field: digestField }) ?? null;
  return [
    ...changes,
    { repository, file, field: digestField, before: digest, after: digestIn(to, digestField) },
  ];
}

/** @throws Rejected where nobody has said it: what is made up leads to no image */
function digestIn({ artifact: { image, digest } }: Artifactful, field: string): string {
  if (digest !== undefined) return digest;
  throw new Rejected(
    "no digest",
    `the ledger has ${image} without its digest, which ${field} is to say: release it again with its digest`,
  );
}

/** The one edit by which db/server.yaml says that the target is undeployed. */
function undeployChange(
  { undeploy }: Placement,
  { repository, file, text }: FoundFile,
  target: Target,
): Change {
  const { field, value } = undeploy ?? {};
  if (field === undefined || value === undefined) {
    throw new Rejected(
      "no undeploy",
      `db/server.yaml does not say which edit undeploys ${targetKey(target)}: add one to its placement, such as undeploy: { field: replicas, value: 0 }, or undeploy: { remove: <file> }`,
    );
  }
  const before = valueAt({ file, text }, field, "with the value that counts now");
  const isLiteral = typeof value !== "string";
  return { repository, file, field, before, after: String(value), isLiteral };
}

/** What an undeploy has set goes back to what it was. */
function redeployChanges(
  { undeploy }: Placement,
  { repository, file, text }: FoundFile,
  undone: readonly Change[],
): readonly Change[] {
  const { field, value } = undeploy ?? {};
  if (field === undefined || value === undefined) return [];
  const before = yamlValue(text, { file, field }) ?? null;
  if (before !== String(value)) return [];
  const earlier = undone.find(
    (one) => one.repository === repository && one.file === file && one.field === field,
  );
  if (earlier?.before === undefined || earlier.before === null || earlier.before === before) return [];
  return [{ repository, file, field, before, after: earlier.before, isLiteral: earlier.isLiteral }];
}

/** @throws Rejected where it is not there */
function valueAt({ file, text }: Pick<FoundFile, "file" | "text">, field: string, how: string): string {
  const value = yamlValue(text, { file, field });
  if (value !== undefined) return value;
  throw new Rejected("no field", `${file} has no ${field}: add it once by hand, ${how}`);
}

/** The file with the changes made. @throws UnusableYaml */
export function withChanges(text: string, changes: readonly Change[]): string {
  return changes.reduce((edited, { file, field, after, manifest, isLiteral = false }) => {
    if (after === null || field === WHOLE_FILE) return edited;
    if (manifest !== undefined) return withManifestValue(edited, { ...manifest, file }, { field, after });
    return (isLiteral ? withYamlLiteral : withYamlValue)(edited, { file, field }, after);
  }, text);
}

/** A field holds the tag alone, or the whole image: whichever it holds now. */
function versionText(before: string, { artifact }: Artifactful): string {
  const { name, tag = "" } = splitImage(artifact.image);
  return before.startsWith(`${name}:`) ? artifact.image : tag;
}

/** Why a file does not say what the ledger says; undefined where it does, or the ledger says nothing. */
export function driftOf(
  changes: readonly Change[],
  { from, to }: Readonly<Record<"from" | "to", Desired>>,
): string | undefined {
  if (from.kind === "chart") return chartDrift(changes, from);
  const change = changes.find(({ field }) => field !== WHOLE_FILE);
  if (change === undefined) return undefined;
  if (from.kind === "artifactless") return configDrift(change, from);
  if (from.kind !== "artifactful" || to.kind !== "artifactful") return undefined;
  const { file, field, before } = change;
  const expected = before === null ? "" : versionText(before, from);
  return before === expected
    ? undefined
    : `${field} in ${file} says ${before ?? "nothing"}, and the ledger ${expected}: somebody has changed it by hand`;
}
