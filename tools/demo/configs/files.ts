import { parseDocument } from "yaml";

/** Limits of all applications: settings without an image. */
export const LIMITS = "acme/limits";
/** An application whose config lies beside its code. */
export const BELL = "acme/bell";

/** What the release repository says of both: where they run, and what may be deployed. */
export interface Listing {
  /** A file with the cluster's kubeconfig. */
  readonly kubeconfig: string;
  /** The id of the Slack channel that is told. */
  readonly channel: string;
}

/** `db/server.yaml` with a cluster of the engine kubernetes, and both configs in dev. */
export function listedTargets(text: string, { kubeconfig, channel }: Listing): string {
  const document = parseDocument(text);
  document.setIn(["clusters", "lab"], { engine: "kubernetes", kubeconfig: `file:${kubeconfig}` });
  const at = (namespace: string, repository: string) => [
    { cluster: "lab", namespace, repository, soak: "1s", timeout: "5m" },
  ];
  document.setIn(["targets", "limits/dev"], at("limits", LIMITS));
  document.setIn(["targets", "bell/dev"], at("bell", BELL));
  document.setIn(["people", "dev"], { permission: "write", slack_channels: [channel] });
  return String(document);
}

/** `.deploy/limits.yaml`: a config without an artifact, deployed by each push. */
export const LIMITS_CONFIG = `version: 1
name: limits
team: platform
channels:
  dev: { track: main, autodeploy: [config], initial: auto }
specs: [k8s/*.yaml]
paths: [k8s/*.yaml]
`;

/** @param perMinute how often an application may be asked */
export const limitsAt = (perMinute: number): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: limits }\ndata: { per-minute: "${perMinute}" }\n`;

/** `.deploy/bell.yaml`: deployed by each green build. @param image without its tag */
export const bellConfig = (image: string): string => `version: 1
name: bell
team: platform
artifact:
  repository: ${BELL}
  container: bell
  image: "${image}:{branch}-{short-sha}"
  build: { workflow: build.yml }
channels:
  dev: { track: main, autodeploy: [build], initial: auto }
specs: [k8s/*.yaml]
`;

/** @param image without its tag, which the server puts in */
export const bellManifest = (image: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: bell }
spec:
  replicas: 1
  selector: { matchLabels: { app: bell } }
  template:
    metadata: { labels: { app: bell } }
    spec: { containers: [{ name: bell, image: "${image}" }] }
`;

/** A build that takes as long as it is made to: until its commit has a file in the folder PUSHED. */
export const BELL_WORKFLOW = `name: Build
on:
  push:
    branches: [main]
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - env:
          PUSHED: \${{ vars.PUSHED }}
        run: until [ -e "$PUSHED/$GITHUB_SHA" ]; do sleep 0.2; done
`;
