/** A kind that the sandbox's API server has. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  /** As paths have it. */
  readonly name: string;
  /** The fields that it has beside metadata, and those of its spec where they are checked. */
  readonly fields: readonly string[];
  readonly spec?: readonly string[];
  /** Fields by which lists may be selected, beside name and namespace. */
  readonly selectable?: readonly string[];
  /** Whether a CustomResourceDefinition brings it. */
  readonly isCustom?: boolean;
}

export const KINDS: readonly Kind[] = [
  { apiVersion: "v1", kind: "ConfigMap", name: "configmaps", fields: ["data", "binaryData", "immutable"] },
  { apiVersion: "v1", kind: "Secret", name: "secrets", fields: ["data", "type", "immutable"] },
  { apiVersion: "v1", kind: "Service", name: "services", fields: ["spec"] },
  { apiVersion: "v1", kind: "Pod", name: "pods", fields: ["spec"] },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    name: "deployments",
    fields: ["spec"],
    spec: ["replicas", "selector", "template", "progressDeadlineSeconds", "strategy", "minReadySeconds"],
  },
  {
    apiVersion: "v1",
    kind: "Event",
    name: "events",
    fields: ["involvedObject", "type", "reason", "message", "lastTimestamp"],
    selectable: ["involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "reason", "type"],
  },
  ...["GitRepository", "HelmRepository", "OCIRepository", "HelmChart"].map((kind) =>
    flux("source.toolkit.fluxcd.io/v1", kind),
  ),
  flux("helm.toolkit.fluxcd.io/v2", "HelmRelease"),
  flux("kustomize.toolkit.fluxcd.io/v1", "Kustomization"),
  flux("notification.toolkit.fluxcd.io/v1beta3", "Provider"),
  flux("notification.toolkit.fluxcd.io/v1beta3", "Alert"),
  {
    apiVersion: "release-channels.dev/v1alpha1",
    kind: "DeployConfig",
    name: "deployconfigs",
    isCustom: true,
    fields: ["spec"],
    spec: [
      "config",
      "channel",
      "repository",
      "path",
      "request",
      "configSha",
      "artifactSha",
      "image",
      "digest",
    ],
  },
];

function flux(apiVersion: string, kind: string): Kind {
  const name = `${kind.toLowerCase()}s`.replace(/ys$/, "ies");
  return { apiVersion, kind, name, isCustom: true, fields: ["spec"] };
}

/** Empty for the core. */
export function groupOf({ apiVersion }: Pick<Kind, "apiVersion">): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

/** Whether each change of its spec is counted in `metadata.generation`. */
export function hasGeneration({ kind }: Kind): boolean {
  return !["ConfigMap", "Secret", "Service", "Event"].includes(kind);
}

export function kindNamed(kind: string): Kind {
  const found = KINDS.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`the sandbox's Kubernetes has no kind ${kind}`);
  return found;
}
