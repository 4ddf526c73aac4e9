import { withDocument, yamlDocuments, type YamlDocument } from "../../manifests/yaml-documents.ts";
import { UnusableYaml, withYamlValue, yamlValue } from "../../manifests/yaml-value.ts";
import { at, textAt } from "../narrow.ts";
import { isExactVersion, tagOfVersion } from "./chart-version.ts";

/** The kinds of Flux that a version is written in. */
export type FluxKind = "HelmRelease" | "HelmChart" | "OCIRepository";

/** An object of Flux, and the file that it is written in. */
export interface FluxManifest {
  /** The file's path. */
  readonly file: string;
  readonly kind: FluxKind;
  /** `apps/my-app` */
  readonly name: string;
}

/** A version of a chart, as a registry has it. */
export interface ChartVersion {
  /** `1.4.2` */
  readonly version: string;
  /** Of the chart's manifest: `sha256:` and 64 hex. */
  readonly digest: string;
}

/** What a manifest says of the version. */
export interface WrittenVersion {
  /** `spec.chart.spec.version` */
  readonly field: string;
  /** As it is written: `1.4.1`, or a digest where one decides. */
  readonly value: string;
  /** Whether the value is a digest. */
  readonly isDigest: boolean;
}

/**
 * The version that a manifest says, where Flux reads it: `spec.chart.spec.version` of a HelmRelease, `spec.version` of a
 * HelmChart, `spec.ref` of an OCIRepository, of which a digest outranks a range, and a range a tag. A HelmRelease with a
 * `chartRef` has it in that object, if the same file has it.
 * @throws UnusableYaml where there is none, or it is a range, of which Flux chooses by itself
 */
export function writtenVersion(text: string, manifest: FluxManifest): WrittenVersion {
  const { file } = manifest;
  const { document, fields } = placeOf(text, manifest);
  const [field = ""] = fields;
  const value = yamlValue(document.text, { file, field });
  if (value === undefined) throw missing(manifest, field);
  const isDigest = field.endsWith(".digest");
  if (!isDigest && !isExactVersion(value)) {
    throw new UnusableYaml(
      `${field} of ${manifest.name} in ${file} is ${value}, of which Flux chooses by itself: write the version there that runs now`,
    );
  }
  return { field, value, isDigest };
}

/** One value of a manifest, before and after. */
export interface VersionEdit {
  /** `spec.ref.tag` */
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/**
 * What another version of the chart changes, the value that decides first. Where a digest is written, the tag beside it
 * follows: Flux goes by the digest, people by the tag.
 * @throws UnusableYaml as `writtenVersion` does
 */
export function versionEdits(text: string, manifest: FluxManifest, to: ChartVersion): readonly VersionEdit[] {
  writtenVersion(text, manifest);
  const { file } = manifest;
  const { document, fields } = placeOf(text, manifest);
  return fields.map((field) => ({
    field,
    before: yamlValue(document.text, { file, field }) ?? "",
    after: versionText(to, field),
  }));
}

/** What a field says of a version. A tag has no `+`: Helm writes `_` for it. */
export function versionText({ version, digest }: ChartVersion, field: string): string {
  if (field.endsWith(".digest")) return digest;
  return field.endsWith(".tag") ? tagOfVersion(version) : version;
}

/** The file with one value of a manifest changed, and nothing else. @throws UnusableYaml */
export function withManifestValue(
  text: string,
  manifest: FluxManifest,
  { field, after }: Pick<VersionEdit, "field" | "after">,
): string {
  const { documents, index, document } = placeOf(text, manifest);
  const edited = withYamlValue(document.text, { file: manifest.file, field }, after);
  return withDocument(documents, index, edited);
}

interface Place {
  readonly documents: readonly YamlDocument[];
  readonly index: number;
  readonly document: YamlDocument;
  /** The one that decides first. */
  readonly fields: readonly string[];
}

function placeOf(text: string, manifest: FluxManifest): Place {
  const documents = yamlDocuments(text, manifest.file);
  const index = indexOf(documents, manifest);
  const document = documents[index];
  if (document === undefined) throw new UnusableYaml(`${manifest.file} is empty`);
  const spec = at(document.data, "spec");
  if (manifest.kind === "OCIRepository") {
    return { documents, index, document, fields: referenceFields(at(spec, "ref"), manifest) };
  }
  if (manifest.kind === "HelmChart") return { documents, index, document, fields: ["spec.version"] };
  const chart = at(spec, "chartRef");
  if (chart === undefined) return { documents, index, document, fields: ["spec.chart.spec.version"] };
  const [namespace = ""] = manifest.name.split("/");
  const [kind, ownNamespace, ownName] = ["kind", "namespace", "name"].map((key) => textAt(chart, key));
  const name = `${ownNamespace ?? namespace}/${ownName ?? ""}`;
  if (kind !== "OCIRepository" && kind !== "HelmChart") {
    throw new UnusableYaml(
      `${manifest.name} in ${manifest.file} takes its chart from ${kind ?? "no kind of object"}, and a version is written in a HelmChart or an OCIRepository alone`,
    );
  }
  return placeOf(text, { file: manifest.file, kind, name });
}

/** Flux goes by the digest if there is one, then by the range, then by the tag. */
function referenceFields(reference: unknown, { name, file }: FluxManifest): readonly string[] {
  const has = (field: string): boolean => at(reference, field) !== undefined;
  if (has("semver") && (has("digest") || has("tag"))) {
    const other = has("digest") ? "digest" : "tag";
    throw new UnusableYaml(
      `spec.ref of ${name} in ${file} has semver and ${other}, of which Flux obeys one alone: take out what does not count`,
    );
  }
  const fields = ["digest", "semver", "tag"].filter(has).map((field) => `spec.ref.${field}`);
  if (fields.length === 0) {
    throw new UnusableYaml(
      `spec.ref of ${name} in ${file} has neither tag, semver nor digest: add the tag that runs now`,
    );
  }
  return fields;
}

function indexOf(documents: readonly YamlDocument[], { file, kind, name }: FluxManifest): number {
  const [namespace, ownName] = name.split("/");
  const found = documents.flatMap(({ data }, index) => {
    const metadata = at(data, "metadata");
    // kustomize may put the namespace in.
    const place = at(metadata, "namespace") ?? namespace;
    const isIt = at(data, "kind") === kind && at(metadata, "name") === ownName && place === namespace;
    return isIt ? [index] : [];
  });
  const [index, second] = found;
  if (index === undefined) {
    throw new UnusableYaml(
      `${file} has no ${kind} ${name}: name the file that it is in, or correct its name`,
    );
  }
  if (second !== undefined) {
    throw new UnusableYaml(`${file} has ${found.length} of ${kind} ${name}: keep one`);
  }
  return index;
}

function missing({ file, name }: FluxManifest, field: string): UnusableYaml {
  return new UnusableYaml(
    `${name} in ${file} has no ${field}: add it once by hand, with the version that runs now`,
  );
}
