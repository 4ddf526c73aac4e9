import { isDeepStrictEqual } from "node:util";
import { at, textAt } from "../narrow.ts";
import { badRequest, invalid, StatusError, type Cause } from "./errors.ts";
import type { Json } from "./fields.ts";
import { groupOf, type Kind } from "./kinds.ts";

/** The fields of an object that its kind does not have, `spec.replica`. */
function unknownFields({ fields, spec }: Kind, json: Json): readonly string[] {
  const known = new Set(["apiVersion", "kind", "metadata", "status", ...fields]);
  const inner = Object.keys(at(json, "spec") ?? {});
  return [
    ...Object.keys(json).filter((field) => !known.has(field)),
    ...(spec === undefined
      ? []
      : inner.filter((field) => !spec.includes(field)).map((field) => `spec.${field}`)),
  ];
}

/** As the API server says it of a server-side apply: with 500, although it is the caller's mistake. */
export function refuseUntyped(kind: Kind, json: Json): void {
  const wrong = unknownFields(kind, json);
  if (wrong.length === 0) return;
  const { namespace, name } = {
    namespace: textAt(json, "metadata", "namespace") ?? "",
    name: textAt(json, "metadata", "name") ?? "",
  };
  const group = groupOf(kind) === "" ? `/${kind.apiVersion}` : kind.apiVersion;
  throw new StatusError(
    500,
    "",
    `failed to create typed patch object (${namespace}/${name}; ${group}, Kind=${kind.kind}): ${wrong.map((field) => `.${field}: field not declared in schema`).join("\n")}`,
  );
}

/** As the API server says it of an object that is written whole, where it was asked to be strict. */
export function refuseUnknown(kind: Kind, json: Json): void {
  const wrong = unknownFields(kind, json);
  if (wrong.length === 0) return;
  const version = kind.apiVersion.slice(kind.apiVersion.indexOf("/") + 1);
  throw badRequest(
    `${kind.kind} in version "${version}" cannot be handled as a ${kind.kind}: ${strictText(wrong)}`,
  );
}

/** The same of a patch: with the whole object that it would come to. */
export function refuseUnknownPatched(kind: Kind, json: Json): void {
  const wrong = unknownFields(kind, json);
  if (wrong.length === 0) return;
  const message = `Invalid value: ${JSON.stringify(JSON.stringify(json))}: ${strictText(wrong)}`;
  throw invalid({ group: "", kind: "", name: "" }, [
    { reason: "FieldValueInvalid", message, field: "patch" },
  ]);
}

const strictText = (fields: readonly string[]): string =>
  `strict decoding error: ${fields.map((field) => `unknown field "${field}"`).join(", ")}`;

/** @throws StatusError for an object that its kind does not allow @param before undefined for a new one */
export function validate(kind: Kind, json: Json, before: Json | undefined): void {
  const causes = [...(RULES[kind.kind]?.(json, before) ?? [])];
  if (causes.length === 0) return;
  const name = textAt(json, "metadata", "name") ?? "";
  throw invalid({ group: groupOf(kind), kind: kind.kind, name }, causes);
}

type Rules = (json: Json, before: Json | undefined) => Iterable<Cause>;

/** A few of the rules of each kind: those that a deploy is most likely to break. */
const RULES: Readonly<Record<string, Rules>> = { Deployment: deploymentCauses, DeployConfig: configCauses };

const wrong = (field: string, value: unknown, why: string): Cause => ({
  reason: "FieldValueInvalid",
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
  field,
});

function* deploymentCauses(json: Json, before: Json | undefined): Iterable<Cause> {
  const spec = at(json, "spec");
  const replicas = Number(at(spec, "replicas") ?? 1);
  if (replicas < 0) yield wrong("spec.replicas", replicas, "must be greater than or equal to 0");
  const selector = at(spec, "selector");
  const labels = at(spec, "template", "metadata", "labels");
  const matches = Object.entries(at(selector, "matchLabels") ?? {}).every(
    ([label, value]) => at(labels, label) === value,
  );
  if (!matches) {
    yield wrong("spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
  }
  if (before !== undefined && !isDeepStrictEqual(at(before, "spec", "selector"), selector)) {
    yield wrong("spec.selector", selector, "field is immutable");
  }
}

const SHA = "^[0-9a-f]{40}$";
const PATTERNS = { configSha: SHA, artifactSha: SHA, digest: "^sha256:[0-9a-f]{64}$" };

function* configCauses(json: Json, before: Json | undefined): Iterable<Cause> {
  const spec = at(json, "spec");
  const missing = ["config", "channel", "repository", "path"].filter(
    (field) => at(spec, field) === undefined,
  );
  for (const field of missing) {
    yield { reason: "FieldValueRequired", message: "Required value", field: `spec.${field}` };
  }
  if (missing.length > 0) {
    const why =
      "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation";
    yield wrong("<nil>", null, why);
    return;
  }
  for (const [field, pattern] of Object.entries(PATTERNS)) {
    const value = textAt(spec, field);
    if (value !== undefined && !new RegExp(pattern).test(value)) {
      yield wrong(`spec.${field}`, value, `spec.${field} in body should match '${pattern}'`);
      return;
    }
  }
  const has = (field: string): boolean => at(spec, field) !== undefined;
  const stays = (field: string): boolean =>
    before === undefined || at(before, "spec", field) === at(spec, field);
  const rule = (why: string): Cause => wrong("spec", "object", why);
  if (has("artifactSha") && !has("configSha")) {
    yield rule("an artifact without a config cannot be deployed; set configSha, too");
  }
  if (has("artifactSha") !== has("image") || has("image") !== has("digest")) {
    yield rule("artifactSha, image and digest belong together; set all or none");
  }
  if (!stays("config") || !stays("channel")) {
    yield rule("config and channel say whose object this is, and stay as they are");
  }
}
