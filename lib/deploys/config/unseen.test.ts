import { expect, test } from "@jest/globals";
import { parseServerConfig } from "./server-config.ts";

const parse = (clusters: readonly string[], placement: string) =>
  parseServerConfig(
    `version: 1\nclusters:\n${clusters.map((one) => `  ${one}`).join("\n")}\ntargets:\n  my-app/qa:\n    - { cluster: qa, file: qa.yaml, ${placement} }\n`,
    "db/server.yaml",
  );
const SEEN = "prod: { engine: flux, kubeconfig: env:CLUSTER_PROD }";
const CHART = "helmrelease: apps/my-app, chart: oci://ghcr.io/acme/charts/my-app";

test.each([
  ["kubeconfig", "kubeconfig: env:CLUSTER_QA"],
  ["notification_secret", "notification_secret: env:CLUSTER_QA_SECRET"],
  ["both", "kubeconfig: env:CLUSTER_QA, notification_secret: env:CLUSTER_QA_SECRET"],
])("a cluster of Flux may have %s", (_what, fields) => {
  expect(parse([`qa: { engine: flux, ${fields} }`, SEEN], CHART).clusters["qa"]).toBeDefined();
});

test("with neither, nobody would tell what Flux does", () => {
  expect(() => parse(["qa: { engine: flux }", SEEN], CHART)).toThrow(
    "clusters.qa lacks kubeconfig, by which the server sees what Flux does, or notification_secret, where only Flux's notifications tell",
  );
});

test("two clusters with one secret could speak for each other", () => {
  const secret = "notification_secret: env:CLUSTER_ONE";
  const clusters = [`qa: { engine: flux, ${secret} }`, SEEN.replace("}", `, ${secret} }`)];
  expect(() => parse(clusters, CHART)).toThrow(
    "clusters.prod.notification_secret is that of qa as well, so that one cluster's events could be sent as the other's: give each a secret of its own",
  );
});

test.each([
  [
    "an OCIRepository",
    "ocirepository: apps/my-app, chart: oci://ghcr.io/acme/charts/my-app",
    "has ocirepository, and no notification tells who takes what it fetches: give qa a kubeconfig",
  ],
  [
    "an image in a release's values",
    "helmrelease: apps/my-app, field: spec.values.image",
    "has helmrelease and no chart, and its notifications do not tell which image runs: give qa a kubeconfig",
  ],
])("%s needs access", (_what, placement, says) => {
  const seen = ["qa: { engine: flux, kubeconfig: env:CLUSTER_QA }", SEEN];
  const unseen = ["qa: { engine: flux, notification_secret: env:CLUSTER_QA }", SEEN];
  expect(parse(seen, placement)).toBeDefined();
  expect(() => parse(unseen, placement)).toThrow(says);
});

test("another engine takes no notifications of Flux", () => {
  const argo =
    "prod: { engine: argo-cd, url: https://a.dev, token: env:CLUSTER_A, notification_secret: env:CLUSTER_B }";
  expect(() => parse(["qa: { engine: flux, kubeconfig: env:CLUSTER_QA }", argo], CHART)).toThrow(
    "clusters.prod.notification_secret means nothing to the engine argo-cd: leave it out",
  );
});
