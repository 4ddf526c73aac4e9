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
  const { definitions: all } = description as { readonly definitions: Readonly<Record<string, Schema>> };
  const wanted = new Set<string>(Object.values(KINDS));
  const definitions: Record<string, Schema> = {};
  // A set that grows while it is walked: schemas refer to further schemas.
  for (const name of wanted) {
    const schema = all[name];
    if (schema === undefined) throw new Error(`the description has no ${name}`);
    definitions[name] = plain(schema) as Schema;
    for (const [, further = ""] of JSON.stringify(schema).matchAll(/"#\/definitions\/([^"]+)"/g))
      wanted.add(further);
  }
  const own = Object.entries(KINDS).map(([kind, name]) => [kind, { $ref: `#/definitions/${name}` }]);
  return { kinds: Object.fromEntries([...own, ...crds.map(crdEntry)]), definitions };
}

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}

function crdEntry(crd: unknown): [string, Schema] {
  const { group, names, versions } = (crd as Crd).spec;
  const [version] = versions;
  if (version === undefined) throw new Error(`${names.kind} has no version`);
  const schema = plain(version.schema.openAPIV3Schema) as Schema;
  return [
    `${group}/${version.name}/${names.kind}`,
    names.kind === "ApplicationSet" ? withFewGenerators(schema) : schema,
  ];
}

/** The schema of a part, where it is known to be. */
function at(schema: Schema, ...path: readonly string[]): Record<string, unknown> {
  return path.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], schema) as Record<
    string,
    unknown
  >;
}

function withFewGenerators(schema: Schema): Schema {
  const copy = structuredClone(schema);
  const spec = at(copy, "properties", "spec", "properties");
  const items = at(spec, "generators", "items");
  const properties = at(items, "properties");
  items["properties"] = Object.fromEntries(GENERATORS.map((name) => [name, properties[name]]));
  return copy;
}

/** Keywords that do not affect validity, or only in Kubernetes. */
const IRRELEVANT = /^(?:description|format|default|x-kubernetes-.*)$/;

/** Without prose, and closed: an undescribed field is an error. Kubernetes itself would drop it silently. */
function plain(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plain);
  if (typeof schema !== "object" || schema === null) return schema;
  const fields = schema as Record<string, unknown>;
  if (fields["x-kubernetes-int-or-string"] === true || fields["format"] === "int-or-string")
    return { type: ["integer", "string"] };
  const open = fields["x-kubernetes-preserve-unknown-fields"] === true;
  const entries = Object.entries(fields).filter(([key]) => !IRRELEVANT.test(key));
  const cleaned = entries.map(([key, value]) => [
    key,
    key === "properties" ? plainEach(value) : plain(value),
  ]);
  const closed = "properties" in fields && !("additionalProperties" in fields) && !open;
  return { ...Object.fromEntries(cleaned), ...(closed && { additionalProperties: false }) };
}

/** Properties may be called `description` or `default`. */
function plainEach(properties: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties as Record<string, unknown>).map(([name, schema]) => [name, plain(schema)]),
  );
}
