import type { World } from "../world.ts";

/** The kinds of the Prometheus operator, of which the API server needs to know only that they are there. */
const MONITORING = ["ServiceMonitor", "PrometheusRule"];
const nameOf = (kind: string): string => `${pluralOf(kind)}.monitoring.coreos.com`;
const pluralOf = (kind: string): string => `${kind.toLowerCase()}s`;

function definition(kind: string): object {
  const schema = {
    openAPIV3Schema: {
      type: "object",
      properties: { spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
    },
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: nameOf(kind) },
    spec: {
      group: "monitoring.coreos.com",
      scope: "Namespaced",
      names: { kind, plural: pluralOf(kind), singular: kind.toLowerCase() },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  };
}

/** Lets the API server take what the chart has for the Prometheus operator. @returns takes it away again */
export async function knowMonitoring({ kubernetes }: World): Promise<() => Promise<unknown>> {
  const definitions = MONITORING.map((kind) => JSON.stringify(definition(kind)));
  await kubernetes.kubectl(["apply", "--filename=-"], definitions.join("\n"));
  const names = MONITORING.map((kind) => `customresourcedefinition/${nameOf(kind)}`);
  await kubernetes.kubectl(["wait", "--for=condition=Established", ...names]);
  return () => kubernetes.kubectl(["delete", ...names]);
}
