import { describe, expect, test } from "@jest/globals";
import {
  channelsOf,
  clusterOf,
  configsOf,
  consentRulesOf,
  parseServerConfig,
  patienceOf,
  peopleOf,
  placementsOf,
} from "./server-config.ts";
import { problemsOf } from "./testing.ts";

const SERVER = `version: 1
clusters:
  prod-eu: { engine: argo-cd, url: https://argocd.acme.dev, token: env:CLUSTER_PROD_EU, project: payments }
  qa:      { engine: flux, kubeconfig: file:/etc/clusters/qa }
  lab:     { engine: kubernetes, kubeconfig: file:/etc/clusters/lab }
targets:
  my-app/prod:
    - { cluster: prod-eu, application: my-app-prod, file: apps/my-app/prod/values.yaml, field: image.tag, soak: 60s, timeout: 15m }
  my-app/qa:
    - { cluster: qa, helmrelease: apps/my-app, file: clusters/qa/my-app.yaml, chart: oci://ghcr.io/acme/charts/my-app }
  settings/lab:
    - { cluster: lab, namespace: settings }
channels: { prod: { protected: true } }
people:
  prod: { teams: [acme/release], permission: maintain, approvals: 1, slack_channels: [C0PROD1] }
`;
const server = (change: (text: string) => string) =>
  problemsOf(() => parseServerConfig(change(SERVER), "db/server.yaml"));

describe("db/server.yaml", () => {
  test("is read as it is written", () => {
    const config = parseServerConfig(SERVER, "db/server.yaml");
    expect([configsOf(config), channelsOf(config)]).toEqual([["my-app", "settings"], ["lab", "prod", "qa"]]); // prettier-ignore
    const [placement] = placementsOf(config, { config: "my-app", channel: "prod" });
    expect(placement).toMatchObject({ cluster: "prod-eu", application: "my-app-prod" });
    expect(clusterOf(config, "prod-eu")).toMatchObject({ engine: "argo-cd", token: "env:CLUSTER_PROD_EU" });
    expect(patienceOf(placement!)).toEqual({ soakMs: 60_000, timeoutMs: 900_000 });
    expect(patienceOf({ cluster: "qa" })).toEqual({ soakMs: 10_000, timeoutMs: 900_000 });
    expect(placementsOf(config, { config: "my-app", channel: "dev" })).toEqual([]);
  });

  test("says who may, and what a channel asks for; without a word, whoever may push", () => {
    const config = parseServerConfig(SERVER, "db/server.yaml");
    expect(peopleOf(config, "prod")).toEqual({
      teams: ["acme/release"],
      permission: "maintain",
      approvals: 1,
      chatChannels: ["C0PROD1"],
      workflows: [],
    });
    expect(peopleOf(config, "qa")).toEqual({
      teams: [],
      permission: "write",
      approvals: 0,
      chatChannels: [],
      workflows: [],
    });
    expect([
      consentRulesOf(config, "prod"),
      consentRulesOf(config, "qa"),
      consentRulesOf(config, "constructor"),
    ]).toEqual([
      { protected: true, approvals: 1 },
      { protected: false, approvals: 0 },
      { protected: false, approvals: 0 },
    ]);
  });

  test("all problems are told at once, each with its place", () => {
    const wrong = SERVER.replace("engine: argo-cd", "engine: argo")
      .replace("env:CLUSTER_PROD_EU", "hunter2")
      .replace("timeout: 15m", "timeout: 15 minutes")
      .replace("C0PROD1", "'#prod'")
      .replace("my-app/qa:", "my-app-qa:");
    expect(problemsOf(() => parseServerConfig(wrong, "db/server.yaml"))).toEqual([
      'db/server.yaml:3:22: clusters.prod-eu.engine is "argo", but must be argo-cd, flux or kubernetes',
      'db/server.yaml:3:65: clusters.prod-eu.token must be where a secret comes from, and never the secret itself: env:CLUSTER_NAME or file:/path', // prettier-ignore
      'db/server.yaml:9:3: targets.my-app-qa is "my-app-qa", but must be config/channel, such as my-app/prod',
      'db/server.yaml:8:127: targets.my-app/prod[0].timeout is "15 minutes", but must be a length of time, such as 60s, 15m or 2h',
      'db/server.yaml:15:87: people.prod.slack_channels[0] is "#prod", but must be the id of a Slack channel, such as C012AB3CD (in the channel\'s details, below), not its name',
    ]);
  });

  test.each<[string, (text: string) => string, string]>([
    [
      "an unknown cluster",
      (text) => text.replace("{ cluster: prod-eu", "{ cluster: prd-eu"),
      "db/server.yaml:8:18: targets.my-app/prod[0].cluster is prd-eu, which clusters does not list: did you mean prod-eu?",
    ],
    [
      "a cluster like no other",
      (text) => text.replace("{ cluster: lab", "{ cluster: elsewhere"),
      "db/server.yaml:12:18: targets.settings/lab[0].cluster is elsewhere, which clusters does not list: clusters has prod-eu, qa, lab",
    ],
    [
      "a missing token",
      (text) => text.replace("token: env:CLUSTER_PROD_EU, ", ""),
      "db/server.yaml:3:3: clusters.prod-eu lacks token, which a cluster with the engine argo-cd needs",
    ],
    [
      "what means nothing to the engine",
      (text) => text.replace("engine: flux,", "engine: flux, url: https://x.dev,"),
      "db/server.yaml:4:33: clusters.qa.url means nothing to the engine flux: leave it out",
    ],
    [
      "a token in plain text",
      (text) => text.replace("https://argocd", "http://argocd"),
      "db/server.yaml:3:36: clusters.prod-eu.url is http://argocd.acme.dev, and the token would go there in plain text: use https",
    ],
    [
      "a secret of the server's own",
      (text) => text.replace("env:CLUSTER_PROD_EU", "env:HTTPS_PROXY"),
      "db/server.yaml:3:68: clusters.prod-eu.token must be where a secret comes from, and never the secret itself: env:CLUSTER_NAME or file:/path",
    ],
    [
      "a kubeconfig in a variable that is not for clusters",
      (text) => text.replace("kubeconfig: file:/etc/clusters/lab", "kubeconfig: env:MY_CLUSTER_LAB"),
      "db/server.yaml:5:46: clusters.lab.kubeconfig must be in-cluster for the server's own cluster and account, or where a kubeconfig comes from: env:CLUSTER_NAME or file:/path",
    ],
    [
      "a kubeconfig itself",
      (text) => text.replace("kubeconfig: file:/etc/clusters/lab", "kubeconfig: /etc/clusters/lab"),
      "db/server.yaml:5:46: clusters.lab.kubeconfig must be in-cluster for the server's own cluster and account, or where a kubeconfig comes from: env:CLUSTER_NAME or file:/path",
    ],
    [
      "no application",
      (text) => text.replace("application: my-app-prod, ", ""),
      "db/server.yaml:8:7: targets.my-app/prod[0] lacks application or applicationset, which the engine argo-cd needs",
    ],
    [
      "two objects",
      (text) =>
        text.replace("helmrelease: apps/my-app", "helmrelease: apps/my-app, kustomization: apps/my-app"),
      "db/server.yaml:10:7: targets.my-app/qa[0] has helmrelease and kustomization, and only one of them can be what is watched: keep one",
    ],
    [
      "an object of another engine",
      (text) => text.replace("namespace: settings", "namespace: settings, application: x"),
      "db/server.yaml:12:57: targets.settings/lab[0].application means nothing to the engine kubernetes of lab: leave it out",
    ],
    [
      "no file",
      (text) => text.replace("file: clusters/qa/my-app.yaml, ", ""),
      "db/server.yaml:10:7: targets.my-app/qa[0] lacks file, the file whose value says which version runs",
    ],
    [
      "no field",
      (text) => text.replace("field: image.tag, ", ""),
      "db/server.yaml:8:7: targets.my-app/prod[0] lacks field, the place in apps/my-app/prod/values.yaml that says which version runs",
    ],
    [
      "a file outside",
      (text) => text.replace("apps/my-app/prod/values.yaml", "../values.yaml"),
      'db/server.yaml:8:59: targets.my-app/prod[0].file is "../values.yaml", but must be a file\'s path in its repository, such as apps/my-app/prod/values.yaml',
    ],
    [
      "a soak time that never ends",
      (text) => text.replace("soak: 60s", "soak: 15m"),
      "db/server.yaml:8:113: targets.my-app/prod[0].soak is 15m, which does not fit into the timeout of 15m",
    ],
    [
      "a time limit of days",
      (text) => text.replace("timeout: 15m", "timeout: 25h"),
      "db/server.yaml:8:127: targets.my-app/prod[0].timeout is 25h, but must be at most 24h",
    ],
    [
      "a release of Flux without its chart",
      (text) => text.replace(", chart: oci://ghcr.io/acme/charts/my-app", ""),
      "db/server.yaml:10:7: targets.my-app/qa[0] lacks chart, where its versions are, or field, the place in the file that says which image runs",
    ],
    [
      "a chart's version in a place of one's own",
      (text) => text.replace("chart: oci:", "field: spec.version, chart: oci:"),
      "db/server.yaml:10:7: targets.my-app/qa[0] has chart and field, although Flux has one place for a chart's version: leave field out",
    ],
    [
      "a chart of a kustomization",
      (text) => text.replace("helmrelease: apps", "kustomization: apps"),
      "db/server.yaml:10:7: targets.my-app/qa[0] has chart and kustomization: name the helmrelease or ocirepository that takes the chart",
    ],
    [
      "two charts of one target",
      (text) =>
        text.replace(
          /( {4}- \{ cluster: qa, .*)\n/,
          (line) => line + line.replace("charts/my-app", "charts/other"),
        ),
      "db/server.yaml:11:86: targets.my-app/qa[1].chart is oci://ghcr.io/acme/charts/other, and oci://ghcr.io/acme/charts/my-app in the cluster before: one version is for all of them",
    ],
    [
      "half an undeploy",
      (text) => text.replace("soak: 60s", "undeploy: { field: replicaCount }"),
      "db/server.yaml:8:107: targets.my-app/prod[0].undeploy must have either field and value, or remove",
    ],
    [
      "rules for no channel",
      (text) => text.replace("channels: { prod:", "channels: { prdo: { protected: false }, prod:"),
      "db/server.yaml:13:13: channels.prdo is about a channel that no target is in: targets has prod, qa, lab",
    ],
    [
      "a protected channel of nobody",
      (text) => text.replace("people:\n  prod:", "people:\n  qa:"),
      "db/server.yaml:13:32: channels.prod.protected is true, but people does not say who may deploy to prod: add people.prod",
    ],
    [
      "a repository's address",
      (text) =>
        text.replace(
          "channels:",
          "configs: { settings: { repository: https://github.com/acme/settings } }\nchannels:",
        ),
      'db/server.yaml:13:36: configs.settings.repository is "https://github.com/acme/settings", but must be owner/name (did you mean acme/settings?)',
    ],
    [
      "a field that is not known",
      (text) => text.replace("protected: true", "protekted: true"),
      "db/server.yaml:13:21: channels.prod.protekted is unknown (did you mean protected?); known fields are protected, prereleases",
    ],
  ])("%s", (_what, change, problem) => {
    const changed = change(SERVER);
    expect(changed).not.toBe(SERVER);
    expect(server(change)).toContain(problem);
  });

  test("two targets in one value would undo each other; one target may have it for two clusters", () => {
    const placement =
      "cluster: prod-eu, application: other, file: apps/my-app/prod/values.yaml, field: image.tag";
    const twice = `  other/prod:\n    - { ${placement} }\n`;
    expect(server((text) => text.replace("channels:", `${twice}channels:`))).toEqual([
      "db/server.yaml:14:53: targets.other/prod[0].file is apps/my-app/prod/values.yaml, and my-app/prod writes image.tag in apps/my-app/prod/values.yaml already: two targets would undo each other",
    ]);
    expect(server((text) => text.replace("  my-app/qa:", `    - { ${placement} }\n  my-app/qa:`))).toEqual(
      [],
    );
  });

  test("targets without a file have no value in common", () => {
    const more = "  other/lab:\n    - { cluster: lab, namespace: other }\n";
    expect(server((text) => text.replace("channels:", `${more}channels:`))).toEqual([]);
  });

  test("an empty file is not a configuration", () => {
    expect(problemsOf(() => parseServerConfig("", "db/server.yaml"))).toEqual([
      "db/server.yaml: it is null, but must be what the deploy server deploys where, and who may",
    ]);
  });
});
