/** A kind that the sandbox's API server has. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  /** As paths have it. */
  readonly name: string;
  /** The fields that it has beside metadata, and those of its spec where they are checked. */
  readonly fields: readonly string[];
  readonly spec?: readonly string[];
}

export const KINDS: readonly Kind[] = [
  { apiVersion: "v1", kind: "ConfigMap", name: "configmaps", fields: ["data", "binaryData", "immutable"] },
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
  },
  { apiVersion: "helm.toolkit.fluxcd.io/v2", kind: "HelmRelease", name: "helmreleases", fields: ["spec"] },
  {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    name: "kustomizations",
    fields: ["spec"],
  },
  {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    name: "gitrepositories",
    fields: ["spec"],
  },
  {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "HelmRepository",
    name: "helmrepositories",
    fields: ["spec"],
  },
  {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "OCIRepository",
    name: "ocirepositories",
    fields: ["spec"],
  },
  { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "HelmChart", name: "helmcharts", fields: ["spec"] },
  {
    apiVersion: "release-channels.dev/v1alpha1",
    kind: "DeployConfig",
    name: "deployconfigs",
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
