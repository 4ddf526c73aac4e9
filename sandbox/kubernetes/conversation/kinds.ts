import { at, listAt, textAt } from "../../narrow.ts";
import type { Json } from "../fields.ts";
import { APPLY, CONFIGS, DEPLOYMENTS, MERGE, type Question } from "./question.ts";

export function deployments(): readonly Question[] {
  const deployment = (spec: object): Json => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "shop" },
    spec,
  });
  const container = (more: object = {}): object => ({
    selector: { matchLabels: { app: "shop" } },
    template: {
      metadata: { labels: { app: "shop" } },
      spec: { containers: [{ name: "app", image: "shop:1", ...more }] },
    },
  });
  const apply = (name: string, by: string, spec: object, query = ""): Question => ({
    name: `deployment ${name}`,
    method: "PATCH",
    path: `${DEPLOYMENTS}/shop?fieldManager=${by}&fieldValidation=Strict${query}`,
    type: APPLY,
    body: deployment(spec),
    read: written,
  });
  return [
    apply("negative", "one", { replicas: -2, ...container() }),
    apply("misspelt", "one", { replica: 2, ...container() }),
    apply("mismatched", "one", { replicas: 2, ...container(), selector: { matchLabels: { app: "x" } } }),
    apply("dry", "one", { replicas: 2, ...container() }, "&dryRun=All"),
    {
      ...apply("merged misspelt", "one", {}),
      type: MERGE,
      body: { spec: { replica: 2 } },
    },
  ];
}

/** What a client has written of a Deployment, and who owns it: the rest is defaults. */
function written(json: unknown): unknown {
  const spec = at(json, "spec");
  return {
    replicas: at(spec, "replicas"),
    selector: at(spec, "selector"),
    labels: at(spec, "template", "metadata", "labels"),
    containers: listAt(spec, "template", "spec", "containers").map((one) =>
      [textAt(one, "name"), textAt(one, "image")].join(" "),
    ),
    generation: at(json, "metadata", "generation"),
    managedFields: at(json, "metadata", "managedFields"),
  };
}

export function statuses(): readonly Question[] {
  const spec = { config: "shop", channel: "prod", repository: "acme/shop", path: ".deploy/shop.yaml" };
  const config = (more: object = {}): Json => ({
    apiVersion: "release-channels.dev/v1alpha1",
    kind: "DeployConfig",
    metadata: { name: "shop.prod" },
    spec: { ...spec, ...more },
  });
  const create = (name: string, body: Json): Question => ({
    name: `config ${name}`,
    method: "POST",
    path: `${CONFIGS}?fieldManager=one&fieldValidation=Strict`,
    body,
  });
  const patch = (name: string, body: Json, below = ""): Question => ({
    name: `config ${name}`,
    method: "PATCH",
    path: `${CONFIGS}/shop.prod${below}?fieldManager=one&fieldValidation=Strict`,
    type: MERGE,
    body,
  });
  const told = { observedGeneration: 1, conditions: [] };
  return [
    create("unknown field", config({ colour: "red" })),
    create("lacks a field", { ...config(), spec: { config: "shop", channel: "prod" } }),
    create("wrong sha", config({ configSha: "HEAD" })),
    create("made", { ...config(), status: told }),
    patch("status", { status: told, spec: { path: "elsewhere" } }, "/status"),
    patch("status by the object", { status: { observedGeneration: 7 } }),
    patch("spec", { spec: { configSha: "1".repeat(40) } }),
    patch("spec misspelt", { spec: { configSHA: "1".repeat(40) } }),
    patch("spec invalid", { spec: { configSha: "HEAD" } }),
    patch("spec without a rule", { spec: { channel: "qa" } }),
    { ...patch("status absent", {}), path: `${CONFIGS}/absent/status?fieldManager=one` },
    { name: "config get", path: `${CONFIGS}/shop.prod` },
    { name: "config get status", path: `${CONFIGS}/shop.prod/status` },
    { name: "config list", path: CONFIGS },
  ];
}
