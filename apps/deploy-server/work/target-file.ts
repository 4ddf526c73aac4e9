import type { Placement } from "../../../lib/deploys/config/server-config.ts";
import type { Desired } from "../../../lib/deploys/desired.ts";
import type { Change } from "../../../lib/deploys/preview.ts";
import { withYamlValue, yamlValue } from "../../../lib/manifests/yaml-value.ts";
import { splitImage } from "../../../lib/releases/documents/image.ts";
import { Rejected } from "./outcome.ts";

/** The file of a target that says which version runs, as it stands. */
export interface TargetFile {
  readonly repository: string;
  readonly text: string | undefined;
}

type Artifactful = Extract<Desired, { kind: "artifactful" }>;

/** What a deploy changes in its target's file. @throws Rejected, UnusableYaml */
export function changesOf(
  placement: Placement,
  { repository, text }: TargetFile,
  to: Desired,
): readonly Change[] {
  const { file, field, digest_field: digestField } = placement;
  if (file === undefined || field === undefined || to.kind !== "artifactful") return [];
  if (text === undefined) {
    throw new Rejected(
      "no file",
      `${repository} has no ${file}, which db/server.yaml names: add it, or correct the name`,
    );
  }
  const before = yamlValue(text, { file, field });
  if (before === undefined) {
    throw new Rejected(
      "no field",
      `${file} has no ${field}: add it once by hand, with the version that runs now`,
    );
  }
  const changes = [{ repository, file, field, before, after: versionText(before, to) }];
  if (digestField === undefined) return changes;
  const digest = yamlValue(text, { file, field: digestField }) ?? null;
  return [...changes, { repository, file, field: digestField, before: digest, after: to.artifact.digest }];
}

/** The file with the changes made. @throws UnusableYaml */
export function withChanges(text: string, changes: readonly Change[]): string {
  return changes.reduce(
    (edited, { file, field, after }) =>
      after === null ? edited : withYamlValue(edited, { file, field }, after),
    text,
  );
}

/** A field holds the tag alone, or the whole image: whichever it holds now. */
function versionText(before: string, { artifact }: Artifactful): string {
  const { name, tag = "" } = splitImage(artifact.image);
  return before.startsWith(`${name}:`) ? artifact.image : tag;
}

/** Why a file does not say what the ledger says; undefined where it does, or the ledger says nothing. */
export function driftOf(changes: readonly Change[], from: Desired): string | undefined {
  const [change] = changes;
  if (change === undefined || from.kind !== "artifactful") return undefined;
  const { file, field, before } = change;
  const expected = before === null ? "" : versionText(before, from);
  return before === expected
    ? undefined
    : `${field} in ${file} says ${before ?? "nothing"}, and the ledger ${expected}: somebody has changed it by hand`;
}
