import { isDeepStrictEqual } from "node:util";
import { at, listAt } from "../../apps/deploy-server/narrow.ts";
import { labelOf, type Resource } from "./resource.ts";

/** The image in the manifests until the first publish. */
export const UNPUBLISHED = "release-channel-api:unpublished";

/** The longest a stuck rollout may go unreported, in seconds. */
const MAX_DEADLINE = 300;

/**
 * Where workloads break this project's rules: restricted, probed, limited, pinned, spread, guarded.
 * @param resources all of one rendering
 */
export function workloadProblems(resources: readonly Resource[]): readonly string[] {
  const deployments = resources.filter(({ kind }) => kind === "Deployment");
  if (deployments.length === 0) return ["there is no Deployment"];
  return deployments.flatMap((deployment) => {
    const problems = [
      ...deadlineProblems(deployment),
      ...podProblems(at(deployment, "spec", "template", "spec")),
      ...spreadProblems(deployment),
      ...companionProblems(deployment, resources),
    ];
    return problems.map((problem) => `${labelOf(deployment)}: ${problem}`);
  });
}

/** By default, Kubernetes waits 600 s before it reports a stuck rollout: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds */
function deadlineProblems(deployment: Resource): readonly string[] {
  const deadline = at(deployment, "spec", "progressDeadlineSeconds");
  return typeof deadline === "number" && deadline <= MAX_DEADLINE
    ? []
    : [
        `progressDeadlineSeconds is ${JSON.stringify(deadline) ?? "missing"}, but must be at most ${MAX_DEADLINE}`,
      ];
}

function podProblems(pod: unknown): readonly string[] {
  const forbidden = ["hostNetwork", "hostPID", "hostIPC"].filter((field) => at(pod, field) === true);
  const containers = [...listAt(pod, "initContainers"), ...listAt(pod, "containers")];
  return [
    ...forbidden.map((field) => `${field} must not be true`),
    ...listAt(pod, "volumes").flatMap((volume) =>
      at(volume, "hostPath") === undefined
        ? []
        : [`volume ${String(at(volume, "name"))} must not be a hostPath`],
    ),
    ...wrong(pod, [["automountServiceAccountToken"], false]),
    ...(containers.length === 0 ? ["there is no container"] : []),
    ...containers.flatMap((container) =>
      containerProblems(container, pod).map(
        (problem) => `container ${String(at(container, "name"))}: ${problem}`,
      ),
    ),
  ];
}

/** Kubernetes' Pod Security Standard "restricted", and a read-only root. */
function containerProblems(container: unknown, pod: unknown): readonly string[] {
  const own = at(container, "securityContext");
  const inherited = Object.assign({}, at(pod, "securityContext"), own);
  const image = String(at(container, "image"));
  const missing = [
    ...["startupProbe", "readinessProbe", "livenessProbe"].map((probe) => [probe]),
    ["resources", "requests", "cpu"],
    ["resources", "requests", "memory"],
    ["resources", "limits", "memory"],
  ].filter((path) => at(container, ...path) === undefined);
  return [
    ...wrong(own, [["allowPrivilegeEscalation"], false]),
    ...wrong(own, [["readOnlyRootFilesystem"], true]),
    ...wrong(own, [["capabilities"], { drop: ["ALL"] }]),
    ...wrong(inherited, [["runAsNonRoot"], true]),
    ...wrong(inherited, [["seccompProfile", "type"], "RuntimeDefault"]),
    ...(at(own, "privileged") === true ? ["privileged must not be true"] : []),
    ...missing.map((path) => `${path.join(".")} is missing`),
    ...(image === UNPUBLISHED || /@sha256:[0-9a-f]{64}$/.test(image)
      ? []
      : [`image ${image} is not pinned by its digest`]),
  ];
}

function wrong(value: unknown, [path, wanted]: readonly [readonly string[], unknown]): readonly string[] {
  const found = at(value, ...path);
  if (isDeepStrictEqual(found, wanted)) return [];
  return [
    `${path.join(".")} is ${JSON.stringify(found) ?? "missing"}, but must be ${JSON.stringify(wanted)}`,
  ];
}

function spreadProblems(deployment: Resource): readonly string[] {
  const pods = at(deployment, "spec", "template");
  const spread = listAt(pods, "spec", "topologySpreadConstraints");
  if (spread.length === 0) return ["topologySpreadConstraints are missing"];
  return spread
    .filter((constraint) => !selects(at(constraint, "labelSelector", "matchLabels"), pods))
    .map((constraint) => `the spread over ${String(at(constraint, "topologyKey"))} selects other pods`);
}

/** Each workload has a Service, a NetworkPolicy and a PodDisruptionBudget that select its pods. */
function companionProblems(deployment: Resource, resources: readonly Resource[]): readonly string[] {
  const pods = at(deployment, "spec", "template");
  const selectors = new Map([
    ["Service", ["spec", "selector"]],
    ["NetworkPolicy", ["spec", "podSelector", "matchLabels"]],
    ["PodDisruptionBudget", ["spec", "selector", "matchLabels"]],
  ]);
  const missing = [...selectors].filter(
    ([kind, path]) => !resources.some((one) => one.kind === kind && selects(at(one, ...path), pods)),
  );
  const ports = listAt(pods, "spec", "containers").flatMap((one) => listAt(one, "ports"));
  const names = new Set(ports.map((port) => at(port, "name")));
  const targets = resources
    .filter(({ kind }) => kind === "Service")
    .flatMap((service) => listAt(service, "spec", "ports").map((port) => at(port, "targetPort")));
  return [
    ...missing.map(([kind]) => `no ${kind} selects its pods`),
    ...targets.filter((target) => !names.has(target)).map((target) => `it has no port ${String(target)}`),
  ];
}

function selects(labels: unknown, pods: unknown): boolean {
  const wanted = Object.entries(labels ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => at(pods, "metadata", "labels", key) === value);
}
