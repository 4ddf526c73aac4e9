import { readFileSync } from "node:fs";
import { CHANNEL, type Shop } from "../../deploys/shop.ts";
import type { World } from "../world.ts";
import { deployment } from "./with-kubernetes.ts";

export const IMAGE_FILE = "clusters/lab/app/kustomization.yaml";
export const CHART_FILE = "clusters/lab/charts/chart.yaml";

/** How long Flux waits for what it has applied, which is long for pods of this machine. */
export const HEALTH_TIMEOUT = "20s";

const NO_DIGEST = `sha256:${"0".repeat(64)}`;

export interface FluxSettings {
  /** `file:/path` */
  readonly kubeconfig: string;
  /** `oci://127.0.0.1:5000/acme/charts/shop` */
  readonly chart: string;
  readonly chatChannel: string;
}

/** `db/server.yaml`: an image that a Kustomization says, and a chart that an OCIRepository says. */
export function fluxServerConfig({ name }: Shop, { kubeconfig, chart, chatChannel }: FluxSettings): string {
  const patience = { cluster: "lab", soak: "1s", timeout: "15m" };
  return json({
    version: 1,
    clusters: { lab: { engine: "flux", kubeconfig } },
    targets: {
      [`${name}/${CHANNEL}`]: [
        {
          ...patience,
          kustomization: `${name}/app`,
          file: IMAGE_FILE,
          field: "images[0].newTag",
          digest_field: "images[0].digest",
        },
      ],
      [`${name}-chart/${CHANNEL}`]: [
        { ...patience, ocirepository: `${name}/chart`, file: CHART_FILE, chart },
      ],
    },
    channels: { [CHANNEL]: { protected: true } },
    people: { [CHANNEL]: { teams: ["acme/release"], permission: "write", slack_channels: [chatChannel] } },
  });
}

/** The files that say what runs, before anything was deployed. */
export function targetFiles(shop: Shop, chart: string): Readonly<Record<string, string>> {
  const { name, image } = shop;
  return {
    [IMAGE_FILE]: `resources: [deployment.yaml]
images:
  - name: app
    newName: ${image}
    newTag: "main-0000000" # by the deploy server
    digest: "${NO_DIGEST}"
`,
    "clusters/lab/app/deployment.yaml": json(deployment({ name, image: "app" })),
    [CHART_FILE]: `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: { name: chart }
spec:
  interval: 10m
  url: ${chart}
  insecure: true
  ref: { tag: "1.4.1" } # by the deploy server
`,
  };
}

/** What a platform team writes for Flux: the repository, how to read it, and what to apply of it and of the chart. */
export function fluxObjects({ hub }: World, { name, releases }: Shop): string {
  const object = (kind: string, own: string, spec: object): object => ({
    apiVersion: `${kind === "Kustomization" ? "kustomize" : "source"}.toolkit.fluxcd.io/v1`,
    kind,
    metadata: { name: own, namespace: name },
    spec: { interval: "10m", ...spec },
  });
  const kustomization = (own: string, spec: object): object =>
    object("Kustomization", own, { prune: true, targetNamespace: name, ...spec });
  const git = { kind: "GitRepository", name: "releases" };
  return json({
    apiVersion: "v1",
    kind: "List",
    items: [
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "releases", namespace: name },
        stringData: {
          username: "x-access-token",
          password: hub.token(releases),
          "ca.crt": readFileSync(hub.certificate, "utf8"),
        },
      },
      object("GitRepository", "releases", {
        url: hub.github.repository(releases).cloneUrl,
        ref: { branch: "main" },
        secretRef: { name: "releases" },
      }),
      kustomization("app", {
        sourceRef: git,
        path: "./clusters/lab/app",
        wait: true,
        timeout: HEALTH_TIMEOUT,
      }),
      kustomization("charts", { sourceRef: git, path: "./clusters/lab/charts" }),
      kustomization("content", {
        sourceRef: { kind: "OCIRepository", name: "chart" },
        path: `./${name}/manifests`,
      }),
    ],
  });
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
