import { at, listAt, textAt } from "../../apps/deploy-server/narrow.ts";

/** A JSON schema. */
export type Schema = Readonly<Record<string, unknown>>;

/** Schemas of kinds by `apiVersion/kind`, and the definitions that they refer to. */
export interface Schemas {
  readonly kinds: Readonly<Record<string, Schema>>;
  readonly definitions: Readonly<Record<string, Schema>>;
}

/** The Kubernetes kinds that deployment/ uses, by their names in the description. */
const KINDS = {
  "apps/v1/Deployment": "io.k8s.api.apps.v1.Deployment",
  "networking.k8s.io/v1/NetworkPolicy": "io.k8s.api.networking.v1.NetworkPolicy",
  "policy/v1/PodDisruptionBudget": "io.k8s.api.policy.v1.PodDisruptionBudget",
  "v1/Service": "io.k8s.api.core.v1.Service",
  "v1/ServiceAccount": "io.k8s.api.core.v1.ServiceAccount",
};

/** The ApplicationSet generators used here; all of them are 700 KB. */
const GENERATORS = ["clusters", "list"];

/**
 * @param description Kubernetes' OpenAPI 2.0 description
 * @param crds CustomResourceDefinitions
 */
export function extractSchemas(description: unknown, crds: readonly unknown[]): Schemas {
  const wanted = new Set<string>(Object.values(KINDS));
  const definitions: Record<string, Schema> = {};
  // A set that grows while it is walked: schemas refer to further schemas.
  for (const name of wanted) {
    const schema = at(description, "definitions", name);
    if (!isSchema(schema)) throw new Error(`the description has no ${name}`);
    definitions[name] = plainSchema(schema);
    for (const [, further = ""] of JSON.stringify(schema).matchAll(/"#\/definitions\/([^"]+)"/g))
      wanted.add(further);
  }
  const own = Object.entries(KINDS).map(([kind, name]) => [kind, { $ref: `#/definitions/${name}` }]);
  return { kinds: Object.fromEntries([...own, ...crds.map(crdEntry)]), definitions };
}

function crdEntry(crd: unknown): [string, Schema] {
  const kind = textAt(crd, "spec", "names", "kind") ?? "";
  const [version] = listAt(crd, "spec", "versions");
  const described = at(version, "schema", "openAPIV3Schema");
  if (!isSchema(described)) throw new Error(`${kind} has no version`);
  const schema = plainSchema(described);
  return [
    `${textAt(crd, "spec", "group") ?? ""}/${textAt(version, "name") ?? ""}/${kind}`,
    kind === "ApplicationSet" ? withFewGenerators(schema) : schema,
  ];
}

function withFewGenerators(schema: Schema): Schema {
  const copy = structuredClone(schema);
  const items = at(copy, "properties", "spec", "properties", "generators", "items");
  const all = at(items, "properties");
  if (typeof items !== "object" || items === null) throw new Error("ApplicationSet has no generators");
  Object.assign(items, { properties: Object.fromEntries(GENERATORS.map((name) => [name, at(all, name)])) });
  return copy;
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Keywords that do not affect validity, or only in Kubernetes. */
const IRRELEVANT = /^(?:description|format|default|x-kubernetes-.*)$/;

/** Without prose, and closed: an undescribed field is an error. Kubernetes itself would drop it silently. */
function plainSchema(fields: Schema): Schema {
  if (fields["x-kubernetes-int-or-string"] === true || fields["format"] === "int-or-string")
    return { type: ["integer", "string"] };
  const open = fields["x-kubernetes-preserve-unknown-fields"] === true;
  const entries = Object.entries(fields).filter(([key]) => !IRRELEVANT.test(key));
  const cleaned = entries.map(([key, value]) => [
    key,
    key === "properties" && isSchema(value) ? plainEach(value) : plain(value),
  ]);
  const closed = "properties" in fields && !("additionalProperties" in fields) && !open;
  return { ...Object.fromEntries(cleaned), ...(closed && { additionalProperties: false }) };
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return isSchema(value) ? plainSchema(value) : value;
}

/** Properties may be called `description` or `default`. */
const plainEach = (properties: Schema): Schema =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, plain(schema)]));
