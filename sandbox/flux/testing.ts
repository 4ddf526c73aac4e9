import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testGitHub, tokenFor } from "../github/testing.ts";
import { manualClock, type ManualClock } from "../http/clock.ts";
import { send } from "../http/testing.ts";
import type { Json } from "../kubernetes/fields.ts";
import { startKubernetes, type Kubernetes } from "../kubernetes/start.ts";
import { startRegistry, type Registry } from "../registry/start.ts";
import { startFlux, type Flux } from "./start.ts";
import { shapeOf } from "./transitions.ts";
import { REQUESTED_AT } from "./world.ts";

/** A Flux on a cluster, with a GitHub and a registry, for this package's own tests. */
export interface TestFlux {
  readonly kubernetes: Kubernetes;
  readonly flux: Flux;
  readonly registry: Registry;
  readonly clock: ManualClock;
  /** Commits the release's file, and asks for all of it to be looked at. */
  push(file: string): Promise<string>;
  /** Asks one object, or all of them in their order, to reconcile. */
  ask(id: string, more?: Readonly<Record<string, string>>): Promise<void>;
  object(kind: string, name?: string): Json;
  /** The shapes that the HelmRelease has had since, each once. */
  shapes(): readonly string[];
  stop(): Promise<void>;
}

const REPOSITORY = "acme/releases";
const FILE = "clusters/qa/my-app.yaml";
const SYSTEM = "flux-system";

/** A HelmRelease that is rolled back once, and again after one retry. @param chart its `spec.chart` or `spec.chartRef` */
export const helmRelease = (chart: string, more = ""): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: my-app, namespace: apps }
spec:
  ${chart}
  upgrade: { remediation: { retries: 1, strategy: rollback } }
${more}`;

export const chartAt = (version: string): string =>
  `chart: { spec: { chart: my-app, version: ${version}, sourceRef: { kind: HelmRepository, name: charts, namespace: ${SYSTEM} } } }`;

export async function testFlux(first: string): Promise<TestFlux> {
  const clock = manualClock(new Date("2026-11-30T10:00:00Z"));
  const directory = await mkdtemp(join(tmpdir(), "sandbox-flux-"));
  const [github, registry, kubernetes] = await Promise.all([
    testGitHub({ clock: () => clock.now() }),
    startRegistry({ clock }),
    startKubernetes({ clock, namespaces: [SYSTEM, "apps"] }),
  ]);
  await github.createRepository(REPOSITORY, { private: true, files: { [FILE]: first } });
  for (const version of ["1.4.1", "1.4.2"]) {
    registry.pushChart("acme/charts/my-app", { name: "my-app", version });
  }
  const inSystem = (kind: string, name: string, spec: Json): void =>
    kubernetes.create({ kind, namespace: SYSTEM, name }, { spec }, "kubectl");
  const url = github.repository(REPOSITORY).cloneUrl;
  inSystem("GitRepository", "releases", { url, ref: { branch: "main" } });
  inSystem("HelmRepository", "charts", { url: `oci://${registry.host}/acme/charts`, type: "oci" });
  const source = { kind: "GitRepository", name: "releases" };
  inSystem("Kustomization", "apps", { path: "./clusters/qa", prune: true, sourceRef: source });
  const token = tokenFor(github, [REPOSITORY], { contents: "write" });
  const flux = startFlux({ kubernetes, directory, token, clock });
  const shapes: string[] = [];
  kubernetes.onChange(({ object }) => {
    if (object["kind"] === "HelmRelease" && shapes.at(-1) !== shapeOf(object)) shapes.push(shapeOf(object));
  });
  await flux.settled();
  const object = (kind: string, name = "my-app"): Json => {
    const namespace = name === "my-app" && kind !== "OCIRepository" ? "apps" : SYSTEM;
    const found = kubernetes.get({ kind, namespace, name });
    if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
    return found;
  };
  const annotate = (kind: string, name: string, annotations: Readonly<Record<string, string>>): void => {
    const { namespace } = object(kind, name)["metadata"] as { readonly namespace: string };
    kubernetes.edit({ kind, namespace, name }, { metadata: { annotations } }, "flux");
  };
  const ask: TestFlux["ask"] = async (id, more = {}) => {
    for (const [kind, name] of [
      ["GitRepository", "releases"],
      ["Kustomization", "apps"],
      ["HelmRelease", "my-app"],
    ] as const) {
      annotate(kind, name, { [REQUESTED_AT]: id, ...(kind === "HelmRelease" && more) });
      await flux.settled();
    }
  };
  let pushes = 0;
  return {
    kubernetes,
    flux,
    registry,
    clock,
    ask,
    object,
    shapes: () => shapes,
    push: async (file) => {
      const path = `/repos/${REPOSITORY}/contents/${FILE}`;
      const known = await send(github.apiUrl + path, { token });
      const body = {
        message: "Change",
        content: Buffer.from(file).toString("base64"),
        sha: String(known.json.sha),
      };
      const written = await send(github.apiUrl + path, { method: "PUT", token, body });
      pushes += 1;
      shapes.length = 0;
      await ask(`push ${pushes}`);
      return String(written.json.commit.sha);
    },
    stop: async () => {
      await flux.close();
      await Promise.all([kubernetes.close(), registry.close(), github.stop()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
