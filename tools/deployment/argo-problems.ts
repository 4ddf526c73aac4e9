import { at, listAt } from "../../apps/deploy-server/narrow.ts";
import { labelOf, type Resource } from "./resource.ts";

const FINALIZER = "resources-finalizer.argocd.argoproj.io";

/**
 * Finds where Argo CD would refuse an Application, or would let the cluster drift from git.
 * @param manifests the AppProject, Applications and ApplicationSets
 * @param rendered everything that an Application could apply
 */
export function argoProblems(
  manifests: readonly Resource[],
  rendered: readonly Resource[],
): readonly string[] {
  const projects = manifests.filter(({ kind }) => kind === "AppProject");
  const applications = manifests.flatMap((manifest) => {
    if (manifest.kind === "Application") return [{ manifest, application: manifest }];
    if (manifest.kind === "ApplicationSet") return [{ manifest, application: at(manifest.spec, "template") }];
    return [];
  });
  if (applications.length === 0) return ["there is no Application"];
  return applications.flatMap(({ manifest, application }) => {
    const spec = at(application, "spec");
    const name = at(spec, "project");
    const project = projects.find(({ metadata }) => metadata?.name === name);
    const problems =
      project === undefined
        ? [`its project ${String(name)} does not exist`]
        : [
            ...projectProblems(spec, project.spec, rendered),
            ...policyProblems(spec),
            ...finalizerProblems(application),
          ];
    return problems.map((problem) => `${labelOf(manifest)}: ${problem}`);
  });
}

function projectProblems(spec: unknown, project: unknown, rendered: readonly Resource[]): readonly string[] {
  const repository = at(spec, "source", "repoURL");
  const namespace = at(spec, "destination", "namespace");
  const destinations = listAt(project, "destinations").map((one) => at(one, "namespace"));
  const kinds = new Set(
    listAt(project, "namespaceResourceWhitelist").map(
      (one) => `${String(at(one, "group"))}/${String(at(one, "kind"))}`,
    ),
  );
  const refused = new Set(rendered.map(groupKindOf).filter((kind) => !kinds.has(kind)));
  const wide = ["sourceRepos", "clusterResourceWhitelist", "namespaceResourceWhitelist"].filter((field) =>
    JSON.stringify(at(project, field) ?? []).includes('"*"'),
  );
  return [
    ...(listAt(project, "sourceRepos").includes(repository)
      ? []
      : [`the project does not allow the repository ${String(repository)}`]),
    ...(destinations.includes(namespace)
      ? []
      : [`the project does not allow the namespace ${String(namespace)}`]),
    ...[...refused].map((kind) => `the project does not allow ${kind}`),
    ...wide.map((field) => `the project's ${field} allows everything`),
  ];
}

function groupKindOf({ apiVersion = "", kind = "" }: Resource): string {
  const [group, version] = apiVersion.split("/");
  return `${version === undefined ? "" : group}/${kind}`;
}

function policyProblems(spec: unknown): readonly string[] {
  const wanted = [
    ["automated", "prune"],
    ["automated", "selfHeal"],
    ["retry", "limit"],
    ["retry", "backoff"],
  ];
  return wanted
    .filter((path) => new Set<unknown>([undefined, false, 0]).has(at(spec, "syncPolicy", ...path)))
    .map((path) => `syncPolicy.${path.join(".")} is missing`);
}

/**
 * Argo CD handles three finalizers; Kubernetes warns about the one without a path each time it is applied.
 * @see https://github.com/argoproj/argo-cd/blob/master/pkg/apis/application/v1alpha1/application_defaults.go
 */
function finalizerProblems(application: unknown): readonly string[] {
  const known = ["foreground", "background"].map((policy) => `${FINALIZER}/${policy}`);
  const finalizers = listAt(application, "metadata", "finalizers");
  return finalizers.length === 0
    ? ["it has no finalizer, so deleting it leaves what it deployed"]
    : finalizers
        .filter((finalizer) => !known.includes(String(finalizer)))
        .map((finalizer) => `finalizer ${String(finalizer)} is not one of ${known.join(", ")}`);
}
