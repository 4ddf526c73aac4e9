import { isDeepStrictEqual } from "node:util";
import type { Controlled } from "./controlled.ts";
import type { Application, ApplicationStatus, Manifest, ResourceStatus } from "./model.ts";
import { groupOf, imagesOf, keyOf, sourcesOf, versionOf, type Rendered } from "./render.ts";

/** The one commit of an application, or those of its several sources, as its status and operations name them. */
export function revisionFields(
  { spec }: Pick<Application, "spec">,
  commits: readonly string[],
): { readonly revision?: string; readonly revisions?: readonly string[] } {
  return spec.sources === undefined ? { revision: commits[0] ?? "" } : { revisions: commits };
}

/** The one source of an application, or its several. */
export const sourceFields = ({
  spec,
}: Pick<Application, "spec">): Pick<Application["spec"], "source" | "sources"> =>
  spec.sources === undefined
    ? spec.source === undefined
      ? {}
      : { source: spec.source }
    : { sources: spec.sources };

/** What differs between what runs and what a rendering says. */
export function compare(controlled: Controlled, { manifests }: Rendered): readonly ResourceStatus[] {
  const wanted = new Set(manifests.map(keyOf));
  const extra = [...controlled.live.values()].filter((manifest) => !wanted.has(keyOf(manifest)));
  return [
    ...manifests.map((manifest) => {
      const live = controlled.live.get(keyOf(manifest));
      const status = isDeepStrictEqual(live, manifest) ? ("Synced" as const) : ("OutOfSync" as const);
      return { ...nameOf(manifest), status };
    }),
    ...extra.map((manifest) => ({
      ...nameOf(manifest),
      status: "OutOfSync" as const,
      requiresPruning: true as const,
    })),
  ];
}

function nameOf(
  manifest: Manifest,
): Pick<ResourceStatus, "group" | "version" | "kind" | "namespace" | "name"> {
  const group = groupOf(manifest);
  const { namespace, name } = manifest.metadata;
  return {
    ...(group === "" ? {} : { group }),
    version: versionOf(manifest),
    kind: manifest.kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
  };
}

/** The part of a status that a comparison writes. */
export function comparedStatus(
  controlled: Controlled,
  rendered: Rendered,
  commits: readonly string[],
): Partial<ApplicationStatus> {
  const { application } = controlled;
  const resources = compare(controlled, rendered);
  const isSynced = resources.every(({ status }) => status === "Synced");
  const images = [...new Set([...controlled.live.values()].flatMap(imagesOf))];
  const [first] = rendered.sourceTypes;
  return {
    resources,
    sync: {
      status: isSynced ? "Synced" : "OutOfSync",
      comparedTo: { ...sourceFields(application), destination: application.spec.destination },
      ...revisionFields(application, commits),
    },
    summary: images.length === 0 ? {} : { images },
    ...(sourcesOf(application).length > 1 || first === undefined
      ? { sourceTypes: rendered.sourceTypes }
      : { sourceType: first }),
    reconciledAt: controlled.now(),
  };
}
