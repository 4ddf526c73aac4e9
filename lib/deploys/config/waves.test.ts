import { expect, test } from "@jest/globals";
import { parseServerConfig, placementsOf } from "./server-config.ts";
import { writtenAtOnce } from "./waves.ts";

const configOf = (...clusters: readonly string[]): string => `version: 1
clusters:
  flux-eu: { engine: flux, kubeconfig: env:CLUSTER_EU }
  flux-us: { engine: flux, kubeconfig: env:CLUSTER_US }
  argo: { engine: argo-cd, url: https://argocd.acme.dev, token: env:CLUSTER_ARGO }
  argo-auto: { engine: argo-cd, url: https://auto.acme.dev, token: env:CLUSTER_AUTO, auto_sync: follow }
targets:
  my-app/prod:
${clusters.map((one) => `    - ${one}`).join("\n")}
`;
const flux = (cluster: string, file: string): string =>
  `{ cluster: ${cluster}, kustomization: flux-system/apps, file: ${file}, field: image.tag }`;
const argo = (cluster: string, file: string): string =>
  `{ cluster: ${cluster}, application: my-app, file: ${file}, field: image.tag }`;

const TARGET = { config: "my-app", channel: "prod" };

test("with the ledger go the first wave's file, and those of clusters that take nothing by themselves", () => {
  const config = parseServerConfig(
    configOf(
      flux("flux-eu", "a.yaml"),
      argo("argo", "b.yaml"),
      flux("flux-us", "c.yaml"),
      argo("argo-auto", "d.yaml"),
    ),
    "db/server.yaml",
  );
  const written = writtenAtOnce(config, placementsOf(config, TARGET));
  expect(written.map(({ cluster }) => cluster)).toEqual(["flux-eu", "argo"]);
});

test.each([
  ["Flux after Flux", flux("flux-eu", "a.yaml"), flux("flux-us", "a.yaml"), "flux-eu", "flux-us"],
  ["Argo CD that follows", argo("argo", "a.yaml"), argo("argo-auto", "a.yaml"), "argo", "argo-auto"],
])("one file for two clusters, %s, leaves no waves", (_what, one, two, first, second) => {
  expect(() => parseServerConfig(configOf(one, two), "db/server.yaml")).toThrow(
    `targets.my-app/prod[1].file is a.yaml, which ${first} reads as well: ${second} would take the version at once, and not after it; give each of them a file of its own`,
  );
});

test("one file is no fault where the later cluster waits to be asked, or its file is in another repository", () => {
  const asked = configOf(argo("argo-auto", "a.yaml"), argo("argo", "a.yaml"));
  const apart = configOf(
    flux("flux-eu", "a.yaml"),
    flux("flux-us", "a.yaml").replace("file:", "repository: acme/fleet, file:"),
  );
  for (const text of [asked, apart]) expect(parseServerConfig(text, "db/server.yaml")).toBeDefined();
});
