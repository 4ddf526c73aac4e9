/**
 * Writes helm/argo-stack/tests/schemas.generated.json: Argo's own schemas of the kinds that the chart renders, cut to
 * what it renders. Whole they have 4 MB. They come from Go modules, so this needs Go.
 * Usage: node tools/extract-argo-schemas.ts
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { renderings } from "../helm/argo-stack/tests/renderings.ts";

/** Update these to follow new versions of Argo. */
const ARGO_CD = "github.com/argoproj/argo-cd/v3@v3.5.7";
const ARGO_WORKFLOWS = "github.com/argoproj/argo-workflows/v3@v3.7.9";
const ARGO_EVENTS = "github.com/argoproj/argo-events@v1.9.10";
const TARGET = "helm/argo-stack/tests/schemas.generated.json";

interface Schema {
  readonly [keyword: string]: unknown;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}
type Definitions = Readonly<Record<string, Schema>>;

/** Keywords that say nothing about validity, or that ajv does not know. */
const DROPPED = /^(description|title|default|example|format|\$ref|x-kubernetes-(?!preserve).*)$/;

const objects = [...renderings().values()].flat();
const schemas = Object.fromEntries(
  [
    ...["application", "applicationset"].map((name) => crd(ARGO_CD, `manifests/crds/${name}-crd.yaml`)),
    crd(ARGO_WORKFLOWS, "manifests/base/crds/full/argoproj.io_workflowtemplates.yaml"),
    ...definitions(ARGO_EVENTS, "api/jsonschema/schema.json", "io.argoproj.events.v1alpha1", [
      "EventSource",
      "Sensor",
    ]),
  ].map(([kind, schema, defs]) => [kind, cut(schema, ofKind(kind), defs)]),
);
writeFileSync(
  TARGET,
  `${JSON.stringify({ from: [ARGO_CD, ARGO_WORKFLOWS, ARGO_EVENTS], schemas }, undefined, 1)}\n`,
);
console.log(`${TARGET}: ${Object.keys(schemas).join(", ")}`);

function ofKind(kind: string): readonly unknown[] {
  const found = objects.filter((object) => object.kind === kind);
  if (found.length === 0) throw new Error(`The chart renders no ${kind}: nothing to cut its schema to.`);
  return found;
}

function crd(module: string, path: string): [kind: string, schema: Schema, defs: Definitions] {
  const {
    spec,
  }: {
    spec: {
      names: { kind: string };
      versions: { name: string; schema: { openAPIV3Schema: Schema } }[];
    };
  } = parse(readFileSync(`${folder(module)}/${path}`, "utf8"));
  const version = spec.versions.find(({ name }) => name === "v1alpha1");
  if (version === undefined) throw new Error(`${path} has no v1alpha1.`);
  return [spec.names.kind, version.schema.openAPIV3Schema, {}];
}

function definitions(module: string, path: string, prefix: string, kinds: readonly string[]) {
  const schema: { definitions: Definitions } = JSON.parse(readFileSync(`${folder(module)}/${path}`, "utf8"));
  return kinds.map((kind): [string, Schema, Definitions] => {
    const found = schema.definitions[`${prefix}.${kind}`];
    if (found === undefined) throw new Error(`${path} does not define ${kind}.`);
    return [kind, found, schema.definitions];
  });
}

function folder(module: string): string {
  const answer = execFileSync("go", ["mod", "download", "-json", module], { encoding: "utf8" });
  const { Dir }: { Dir: string } = JSON.parse(answer);
  return Dir;
}

/**
 * The schema, with only what these values use. A property that none of them has stays as `false`: whoever renders it
 * later is told. An object with named properties takes no others, as Kubernetes' strict validation has it.
 */
function cut(schema: Schema, values: readonly unknown[], defs: Definitions): Schema {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.replace("#/definitions/", "");
    const found = defs[name];
    if (found === undefined) throw new Error(`${name} is not defined.`);
    return cut(found, values, defs);
  }
  const kept = Object.fromEntries(Object.entries(schema).filter(([keyword]) => !DROPPED.test(keyword)));
  const entries = values.filter((value) => typeof value === "object" && value !== null);
  const objects = entries.map((entry): Readonly<Record<string, unknown>> => ({ ...entry }));
  const open = schema["x-kubernetes-preserve-unknown-fields"] === true;
  delete kept["x-kubernetes-preserve-unknown-fields"];
  if (schema.properties !== undefined) {
    kept["properties"] = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => {
        const used = objects.flatMap((object) => (name in object ? [object[name]] : []));
        return [name, used.length === 0 ? false : cut(property, used, defs)];
      }),
    );
    kept["additionalProperties"] ??= open;
  }
  if (schema.items !== undefined) kept["items"] = cut(schema.items, entries.flat(), defs);
  if (typeof schema.additionalProperties === "object")
    kept["additionalProperties"] = cut(schema.additionalProperties, objects.flatMap(Object.values), defs);
  return kept;
}
