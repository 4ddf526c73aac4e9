import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { at, listAt } from "../../apps/deploy-server/narrow.ts";
import { argoProblems } from "./argo-problems.ts";
import { readResources } from "./render.ts";
import { type Resource } from "./resource.ts";
import { schemaProblems } from "./schema-problems.ts";
import { workloadProblems } from "./workload-problems.ts";

const read = (pattern: string): Resource[] =>
  globSync(pattern)
    .filter((path) => !path.endsWith("kustomization.yaml"))
    .flatMap((path) => readResources(readFileSync(path, "utf8")));
/** The manifests before kustomize adds its labels: fresh ones each time, to be changed. */
const base = () => read("deployment/base/*.yaml");
const argo = () => read("deployment/argocd/*.yaml");

/** Sets a field of the first resource of a kind; undefined takes it away. */
function set(resources: Resource[], kind: string, path: (string | number)[], value: unknown): Resource[] {
  const resource = resources.find((one) => one.kind === kind);
  const parent = at(resource, ...path.slice(0, -1)) as Record<string | number, unknown>;
  parent[path.at(-1)!] = value;
  return resources;
}

const POD = ["spec", "template", "spec"];
const CONTAINER = [...POD, "containers", 0];

test("the manifests have no problem", () => {
  expect(workloadProblems(base())).toEqual([]);
  expect(schemaProblems([...base(), ...argo()])).toEqual([]);
  expect(argoProblems(argo(), base())).toEqual([]);
});

describe("the workload check finds", () => {
  test.each<[(string | number)[], unknown, string]>([
    [
      [...CONTAINER, "image"],
      "ghcr.io/acme/api:latest",
      "image ghcr.io/acme/api:latest is not pinned by its digest",
    ],
    [[...CONTAINER, "image"], undefined, "image undefined is not pinned"],
    [[...CONTAINER, "securityContext"], undefined, "readOnlyRootFilesystem is missing, but must be true"],
    [[...CONTAINER, "securityContext", "allowPrivilegeEscalation"], true, "allowPrivilegeEscalation is true"],
    [[...CONTAINER, "securityContext", "privileged"], true, "privileged must not be true"],
    [[...CONTAINER, "securityContext", "runAsNonRoot"], false, "runAsNonRoot is false, but must be true"],
    [
      [...CONTAINER, "securityContext", "capabilities"],
      { drop: ["ALL"], add: ["NET_RAW"] },
      "capabilities is",
    ],
    [[...POD, "securityContext", "seccompProfile"], undefined, "seccompProfile.type is missing"],
    [
      ["spec", "progressDeadlineSeconds"],
      undefined,
      "progressDeadlineSeconds is missing, but must be at most",
    ],
    [["spec", "progressDeadlineSeconds"], 600, "progressDeadlineSeconds is 600, but must be at most 300"],
    [[...POD, "automountServiceAccountToken"], undefined, "automountServiceAccountToken is missing"],
    [[...POD, "hostNetwork"], true, "hostNetwork must not be true"],
    [[...POD, "volumes"], [{ name: "x", hostPath: { path: "/" } }], "volume x must not be a hostPath"],
    [[...POD, "initContainers"], [{ name: "init", image: "x" }], "container init: "],
    [[...POD, "containers"], [], "there is no container"],
    [[...CONTAINER, "startupProbe"], undefined, "startupProbe is missing"],
    [[...CONTAINER, "livenessProbe"], undefined, "livenessProbe is missing"],
    [[...CONTAINER, "readinessProbe"], undefined, "readinessProbe is missing"],
    [[...CONTAINER, "resources", "limits"], undefined, "resources.limits.memory is missing"],
    [[...CONTAINER, "ports", 0, "name"], "web", "it has no port http"],
    [[...POD, "topologySpreadConstraints"], undefined, "topologySpreadConstraints are missing"],
    [
      ["spec", "template", "metadata", "labels"],
      { app: "x" },
      "the spread over kubernetes.io/hostname selects other pods",
    ],
    [["spec", "template", "metadata", "labels"], { app: "x" }, "no NetworkPolicy selects its pods"],
  ])("%j: %j", (path, value, message) => {
    expect(workloadProblems(set(base(), "Deployment", path, value)).join("\n")).toContain(message);
  });

  test.each(["Service", "NetworkPolicy", "PodDisruptionBudget"])("a %s that is not there", (kind) => {
    expect(workloadProblems(base().filter((one) => one.kind !== kind))).toEqual([
      `Deployment release-channel-api: no ${kind} selects its pods`,
    ]);
  });

  test("no Deployment", () => {
    expect(workloadProblems([])).toEqual(["there is no Deployment"]);
  });
});

describe("the schemas find", () => {
  test.each<[string, (string | number)[], unknown, string]>([
    [
      "Deployment",
      ["spec", "replicas"],
      "two",
      "Deployment release-channel-api: /spec/replicas must be integer",
    ],
    ["Deployment", ["spec", "replica"], 2, "must NOT have additional properties: replica"],
    ["Deployment", ["spec", "selector"], undefined, "must have required property 'selector'"],
    ["Deployment", [...CONTAINER, "readinessProbes"], {}, "additional properties: readinessProbes"],
    ["NetworkPolicy", ["spec", "egres"], [], "additional properties: egres"],
    ["PodDisruptionBudget", ["spec", "minAvailable"], true, "/spec/minAvailable must be integer,string"],
    ["Service", ["apiVersion"], "v2", "v2/Service is not a kind used here"],
  ])("in a %s: %j: %j", (kind, path, value, message) => {
    expect(schemaProblems(set(base(), kind, path, value)).join("\n")).toContain(message);
  });

  test.each<[string, (string | number)[], unknown, string]>([
    ["Application", ["spec", "syncPolicy", "selfHeal"], true, "additional properties: selfHeal"],
    [
      "ApplicationSet",
      ["spec", "template", "spec", "source", "kustomize", "component"],
      [],
      "properties: component",
    ],
    ["AppProject", ["spec", "sourceRepos"], "https://x", "/spec/sourceRepos must be array"],
  ])("in an %s: %j: %j", (kind, path, value, message) => {
    expect(schemaProblems(set(argo(), kind, path, value)).join("\n")).toContain(message);
  });
});

describe("the Argo CD check finds", () => {
  test.each<[string, (string | number)[], unknown, string]>([
    ["Application", ["spec", "project"], "default", "its project default does not exist"],
    [
      "Application",
      ["spec", "source", "repoURL"],
      "https://x",
      "the project does not allow the repository https://x",
    ],
    [
      "Application",
      ["spec", "destination", "namespace"],
      "kube-system",
      "does not allow the namespace kube-system",
    ],
    [
      "Application",
      ["spec", "syncPolicy", "automated", "selfHeal"],
      false,
      "syncPolicy.automated.selfHeal is missing",
    ],
    ["Application", ["spec", "syncPolicy", "retry"], undefined, "syncPolicy.retry.limit is missing"],
    [
      "ApplicationSet",
      ["spec", "template", "spec", "syncPolicy", "automated"],
      {},
      "syncPolicy.automated.prune is missing",
    ],
    ["Application", ["metadata", "finalizers"], undefined, "it has no finalizer"],
    [
      "Application",
      ["metadata", "finalizers"],
      ["resources-finalizer.argocd.argoproj.io"],
      "finalizer resources-finalizer.argocd.argoproj.io is not one of",
    ],
    [
      "ApplicationSet",
      ["spec", "template", "metadata", "finalizers"],
      ["resources-finalizer.argocd.argoproj.io/foreground", "resources-finalizer.argocd.argoproj.io/orphan"],
      "finalizer resources-finalizer.argocd.argoproj.io/orphan is not one of",
    ],
    [
      "AppProject",
      ["spec", "namespaceResourceWhitelist"],
      [{ group: "*", kind: "*" }],
      "namespaceResourceWhitelist allows everything",
    ],
    ["AppProject", ["spec", "namespaceResourceWhitelist"], [], "the project does not allow apps/Deployment"],
    ["AppProject", ["spec", "namespaceResourceWhitelist"], [], "the project does not allow /Service"],
    ["AppProject", ["spec", "sourceRepos"], ["*"], "sourceRepos allows everything"],
  ])("in an %s: %j: %j", (kind, path, value, message) => {
    expect(argoProblems(set(argo(), kind, path, value), base()).join("\n")).toContain(message);
  });

  test("no Application", () => {
    expect(argoProblems([], [])).toEqual(["there is no Application"]);
  });
});

test("every cluster that the ApplicationSet takes has an overlay", () => {
  const set = argo().find(({ kind }) => kind === "ApplicationSet");
  const generator = at(set, "spec", "generators", 0, "clusters", "selector", "matchExpressions", 0);
  const overlays = globSync("deployment/overlays/*/kustomization.yaml").map((path) => path.split("/")[2]);
  expect(new Set(listAt(generator, "values"))).toEqual(new Set(overlays));
});

test("the Application and the ApplicationSet sync in the same way", () => {
  const [application, set] = ["Application", "ApplicationSet"].map((name) =>
    argo().find(({ kind }) => kind === name),
  );
  expect(at(set, "spec", "template", "spec", "syncPolicy")).toEqual(at(application, "spec", "syncPolicy"));
});

test("the namespace that the cluster makes refuses what is not restricted", () => {
  const text = readFileSync("deployment/argocd/application.yaml", "utf8");
  expect(at(parse(text), "spec", "syncPolicy", "managedNamespaceMetadata", "labels")).toEqual({
    "pod-security.kubernetes.io/enforce": "restricted",
  });
});
