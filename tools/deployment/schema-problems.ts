import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import type { Schemas } from "./extract-schemas.ts";
import { labelOf, type Resource } from "./resource.ts";

const schemas: Schemas = JSON.parse(readFileSync(new URL("schemas.generated.json", import.meta.url), "utf8"));
const ajv = new Ajv({ allErrors: true, strict: false, logger: false });
ajv.addSchema({ definitions: schemas.definitions }, "kubernetes");

/** The Prometheus operator's kinds and Flux's, and those of which Kubernetes' description is not kept here. */
const UNDESCRIBED = new Set([
  "monitoring.coreos.com/v1/ServiceMonitor",
  "source.toolkit.fluxcd.io/v1/GitRepository",
  "source.toolkit.fluxcd.io/v1/HelmRepository",
  "kustomize.toolkit.fluxcd.io/v1/Kustomization",
  "helm.toolkit.fluxcd.io/v2/HelmRelease",
  "notification.toolkit.fluxcd.io/v1beta3/Alert",
  "notification.toolkit.fluxcd.io/v1beta3/Provider",
  "rbac.authorization.k8s.io/v1/ClusterRole",
]);

/** Where resources do not match the cluster's own descriptions; unknown fields included. */
export function schemaProblems(resources: readonly Resource[]): readonly string[] {
  return resources.flatMap((resource) => {
    const kind = `${resource.apiVersion}/${resource.kind}`;
    if (UNDESCRIBED.has(kind)) return [];
    const schema = schemas.kinds[kind];
    if (schema === undefined) return [`${labelOf(resource)}: ${kind} is not a kind used here`];
    const reference = schema["$ref"];
    const validate = ajv.compile(typeof reference === "string" ? { $ref: `kubernetes${reference}` } : schema);
    if (validate(resource)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const field: unknown = params["additionalProperty"];
      return `${labelOf(resource)}: ${instancePath || "/"} ${message}${typeof field === "string" ? `: ${field}` : ""}`;
    });
  });
}
