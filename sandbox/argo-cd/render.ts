import { posix } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Mirrors } from "../cluster/mirrors.ts";
import { isFields, textAt } from "../narrow.ts";
import { renderChart } from "./helm.ts";
import { buildKustomization, KUSTOMIZATION_FILES } from "./kustomize.ts";
import type { Application, ApplicationSource, Manifest, SourceType } from "./model.ts";

/** An application's sources: one, or several. */
export const sourcesOf = ({ spec }: Pick<Application, "spec">): readonly ApplicationSource[] =>
  spec.sources ?? (spec.source === undefined ? [] : [spec.source]);

export interface Rendered {
  readonly manifests: readonly Manifest[];
  readonly sourceTypes: readonly SourceType[];
}

/** Why a source cannot be rendered, in the repo-server's words; conditions begin with them. */
export class RenderError extends Error {}

/**
 * What the cluster should have, according to the sources at these commits.
 * @param commits of each source, in order
 * @throws RenderError that says which source cannot be rendered
 */
export async function render(
  mirrors: Mirrors,
  application: Pick<Application, "metadata" | "spec">,
  commits: readonly string[],
): Promise<Rendered> {
  const sources = sourcesOf(application);
  const texts: string[] = [];
  const sourceTypes: SourceType[] = [];
  for (const [at, source] of sources.entries()) {
    if (source.ref !== undefined && source.path === undefined) continue;
    try {
      const { type, documents } = await renderSource(mirrors, application, { source, at, commits });
      sourceTypes.push(type);
      texts.push(...documents);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new RenderError(
        `failed to generate manifest for source ${at + 1} of ${sources.length}: rpc error: code = Unknown desc = ${reason}`,
        { cause: error },
      );
    }
  }
  return { manifests: texts.flatMap((text) => manifestsOf(text, application)), sourceTypes };
}

async function renderSource(
  mirrors: Mirrors,
  application: Pick<Application, "metadata" | "spec">,
  {
    source,
    at,
    commits,
  }: { readonly source: ApplicationSource; readonly at: number; readonly commits: readonly string[] },
): Promise<{ readonly type: SourceType; readonly documents: readonly string[] }> {
  const { repoURL, path = "." } = source;
  const commit = commits[at] ?? "";
  if (!(await mirrors.has(repoURL, commit)))
    throw new Error(`failed to checkout revision ${commit}: fatal: unable to read tree (${commit})`);
  const all = await mirrors.files(repoURL, commit, "");
  const files = below(all, path);
  if (files.size === 0) throw new Error(`${path}: app path does not exist`);
  if (files.has("Chart.yaml")) {
    const { releaseName = application.metadata.name, valueFiles = [] } = source.helm ?? {};
    const extra = await Promise.all(
      valueFiles.map((file) => valuesFile(mirrors, application, { file, path, all, commits })),
    );
    const own = files.get("values.yaml");
    const values = own === undefined ? extra : [own, ...extra];
    const { namespace } = application.spec.destination;
    return { type: "Helm", documents: renderChart(files, { name: releaseName, namespace, values }) };
  }
  if (KUSTOMIZATION_FILES.some((name) => files.has(name)))
    return { type: "Kustomize", documents: buildKustomization(all, posix.normalize(path)) };
  const plain = [...files].filter(([name]) => /^[^/]+\.(ya?ml|json)$/.test(name));
  return { type: "Directory", documents: plain.map(([, text]) => text) };
}

function below(files: ReadonlyMap<string, string>, path: string): ReadonlyMap<string, string> {
  const folder = posix.normalize(path);
  if (folder === ".") return files;
  const prefix = `${folder.replace(/\/$/, "")}/`;
  return new Map(
    [...files]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, text]) => [name.slice(prefix.length), text]),
  );
}

/** A values file: in the chart's own repository, or in the source that `$ref` names. */
async function valuesFile(
  mirrors: Mirrors,
  application: Pick<Application, "spec">,
  {
    file,
    path,
    all,
    commits,
  }: {
    readonly file: string;
    readonly path: string;
    readonly all: ReadonlyMap<string, string>;
    readonly commits: readonly string[];
  },
): Promise<string> {
  const [, ref, inRef = ""] = /^\$([^/]+)\/(.*)$/.exec(file) ?? [];
  if (ref === undefined) return found(all.get(posix.join(path, file)), file);
  const sources = sourcesOf(application);
  const at = sources.findIndex((source) => source.ref === ref);
  const source = sources[at];
  if (source === undefined)
    throw new Error(`source referenced "$${ref}", but no source has a 'ref' field of that name`);
  const commit = commits[at] ?? "";
  return found((await mirrors.files(source.repoURL, commit, "")).get(posix.normalize(inRef)), file);
}

function found(text: string | undefined, file: string): string {
  if (text === undefined) throw new Error(`open ${file}: no such file or directory`);
  return text;
}

function manifestsOf(text: string, { metadata, spec }: Pick<Application, "metadata" | "spec">): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors.length > 0)
      throw new RenderError(`failed to unmarshal manifest: ${String(document.errors[0]?.message)}`);
    const object: unknown = document.toJS();
    if (object === null) return [];
    if (!isManifest(object))
      throw new RenderError("Object 'Kind' or 'apiVersion' is missing, or its metadata has no name");
    const { namespace = spec.destination.namespace, ...rest } = object.metadata;
    const group = groupOf(object);
    const tracking = `${metadata.name}:${group}/${object.kind}:${namespace}/${object.metadata.name}`;
    const annotations = { ...rest.annotations, "argocd.argoproj.io/tracking-id": tracking };
    return [{ ...object, metadata: { ...rest, annotations, namespace } }];
  });
}

/** Whether a value has what every Kubernetes object has. */
export const isManifest = (value: unknown): value is Manifest =>
  isFields(value) &&
  typeof value["kind"] === "string" &&
  typeof value["apiVersion"] === "string" &&
  textAt(value, "metadata", "name") !== undefined;

/** `apps` for `apps/v1`; empty for `v1`. */
export const groupOf = ({ apiVersion }: Manifest): string =>
  apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";

export const versionOf = ({ apiVersion }: Manifest): string => apiVersion.split("/").at(-1) ?? "";

/** What distinguishes one resource from another. */
export const keyOf = (manifest: Manifest): string =>
  `${groupOf(manifest)}/${manifest.kind}/${manifest.metadata.namespace ?? ""}/${manifest.metadata.name}`;

/** The images that a manifest's containers run, in order. */
export function imagesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(imagesOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "image" && typeof inner === "string" ? [inner] : imagesOf(inner),
  );
}
