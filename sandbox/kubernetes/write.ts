import type { ApiResponse } from "../http/answer.ts";
import { at, textAt } from "../narrow.ts";
import {
  badRequest,
  invalid,
  namedDetails,
  noNamespace,
  notFound,
  resourceText,
  StatusError,
  unknownToSandbox,
} from "./errors.ts";
import { isJson, merged, type Json } from "./fields.ts";
import { bodyOf, invalidOption, optionsOf, type Options } from "./options.ts";
import { refuseUnknown, refuseUnknownPatched, refuseUntyped, validate } from "./validate.ts";
import { keyOf, named, settle, type Asked, type World } from "./world.ts";

export function create(world: World, { request, kind, namespace }: Asked): ApiResponse {
  const options = optionsOf(request, "CreateOptions");
  const unread = `the object provided is unrecognized (must be of type ${kind.kind})`;
  // Whoever creates says nothing of how that stands.
  const { status: _, ...json } = bodyOf(request, unread);
  refuseUnknown(kind, json);
  const said = textAt(json, "metadata", "namespace") ?? namespace;
  if (said !== namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  if (!world.namespaces.has(namespace)) throw noNamespace(namespace);
  const name = textAt(json, "metadata", "name") ?? "";
  if (name === "") {
    const message = "Required value: name or generateName is required";
    const cause = { reason: "FieldValueRequired", message, field: "metadata.name" };
    throw invalid({ group: "", kind: kind.kind, name }, [cause]);
  }
  const key = keyOf(kind, { namespace, name });
  if (world.store.get(key) !== undefined) {
    const text = `${resourceText(kind)} "${name}" already exists`;
    throw new StatusError(409, "AlreadyExists", text, namedDetails(kind, name));
  }
  const object = named(kind, { namespace, name }, json);
  validate(kind, object, undefined);
  return { status: 201, body: world.store.update(key, object, writing(options)) };
}

export function patch(world: World, asked: Asked): ApiResponse {
  const { request, namespace } = asked;
  const type = request.headers["content-type"] ?? "";
  if (type === "application/apply-patch+yaml") return apply(world, asked);
  if (type === "application/json-patch+json" || type === "application/strategic-merge-patch+json") {
    throw unknownToSandbox(`patches of the type ${type}`);
  }
  if (type !== "application/merge-patch+json") {
    throw new StatusError(415, "UnsupportedMediaType", "415: Unsupported Media Type", {});
  }
  if (!world.namespaces.has(namespace)) throw noNamespace(namespace);
  return merge(world, asked);
}

function apply(world: World, { request, kind, namespace, name }: Asked): ApiResponse {
  if (request.params["subresource"] !== undefined) throw unknownToSandbox("applying a status");
  const options = optionsOf(request, "PatchOptions");
  if (options.manager === "") {
    const message = "Required value: is required for apply patch";
    throw invalidOption("PatchOptions", { reason: "FieldValueRequired", message, field: "fieldManager" });
  }
  const json = bodyOf(request, "error decoding YAML");
  refuseOtherName(json, name);
  if (at(json, "metadata", "managedFields") !== undefined)
    throw badRequest("metadata.managedFields must be nil");
  refuseUntyped(kind, json);
  if (!world.namespaces.has(namespace)) throw noNamespace(namespace);
  const key = keyOf(kind, { namespace, name });
  const before = world.store.get(key);
  const wanted = named(kind, { namespace, name }, json);
  // What it would come to has to be valid before anything of it is there.
  const predicted = world.store.apply(key, wanted, { ...writing(options), isDryRun: true });
  validate(kind, predicted, before);
  const status = before === undefined ? 201 : 200;
  if (options.isDryRun) return { status, body: predicted };
  return { status, body: settle(world, key, world.store.apply(key, wanted, writing(options))) };
}

function merge({ store }: World, { request, kind, namespace, name }: Asked): ApiResponse {
  const options = optionsOf(request, "PatchOptions");
  const json = bodyOf(request, "error decoding patch");
  const key = keyOf(kind, { namespace, name });
  const before = store.get(key);
  if (before === undefined) throw notFound(kind, name);
  refuseOtherName(json, name);
  refuseOlder(json, before, { kind, name });
  const isStatus = request.params["subresource"] === "status";
  const { status, ...rest } = json;
  const patched = merged(before, isStatus ? { status } : rest);
  if (!isJson(patched)) throw unknownToSandbox("patches that are no objects");
  refuseUnknownPatched(kind, patched);
  if (!isStatus) validate(kind, patched, before);
  return { status: 200, body: store.update(key, patched, writing(options)) };
}

function refuseOtherName(json: Json, name: string): void {
  const said = textAt(json, "metadata", "name") ?? name;
  if (said === name) return;
  throw badRequest(`the name of the object (${said}) does not match the name on the URL (${name})`);
}

/** Where the patch says which version it is about. */
function refuseOlder(json: Json, before: Json, { kind, name }: Pick<Asked, "kind" | "name">): void {
  const said = textAt(json, "metadata", "resourceVersion");
  if (said === undefined || said === textAt(before, "metadata", "resourceVersion")) return;
  const why = "the object has been modified; please apply your changes to the latest version and try again";
  const text = `Operation cannot be fulfilled on ${resourceText(kind)} "${name}": ${why}`;
  throw new StatusError(409, "Conflict", text, namedDetails(kind, name));
}

const writing = ({ manager, ...options }: Options) => ({ manager: manager || "unknown", ...options });
