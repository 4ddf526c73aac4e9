import { randomUUID } from "node:crypto";
import type { ApiResponse } from "../http/answer.ts";
import type { Desk, DeskRequest } from "../http/desk.ts";
import { textAt } from "../narrow.ts";
import { namedDetails, notFound, otherUid, StatusError } from "./errors.ts";
import { isJson, merged, type Json } from "./fields.ts";
import { KINDS, type Kind } from "./kinds.ts";
import { bodyOf, deleteOptionsOf, optionsOf } from "./options.ts";
import { admit, USER } from "./rights.ts";
import { selectorOf } from "./selectors.ts";
import { keyOf, type World } from "./world.ts";

const NAMESPACE: Kind = { apiVersion: "v1", kind: "Namespace", name: "namespaces", fields: ["spec"] };
const LIST = "/api/v1/namespaces";
const ONE = `${LIST}/:name`;

/** A namespace as it is at first. @param at ISO 8601 */
export function newNamespace(name: string, at: string, json: Json = {}): Json {
  const metadata = {
    ...(isJson(json["metadata"]) ? json["metadata"] : {}),
    name,
    uid: randomUUID(),
    resourceVersion: "1",
    creationTimestamp: at.replace(/\.\d+Z$/, "Z"),
  };
  const spec = { finalizers: ["kubernetes"] };
  return { kind: "Namespace", apiVersion: "v1", metadata, spec, status: { phase: "Active" } };
}

/** Serves namespaces: read by everybody, and created, listed and deleted with all that is in them. */
export function registerNamespaces(desk: Desk, world: World): void {
  const serve = (
    method: "GET" | "POST" | "DELETE",
    path: string,
    answer: (world: World, request: DeskRequest) => ApiResponse,
  ): void =>
    desk.route({
      method,
      path,
      operation: method.toLowerCase(),
      answer: (request) => answer(world, request),
    });
  serve("GET", ONE, read);
  serve("GET", LIST, list);
  serve("POST", LIST, create);
  serve("DELETE", ONE, remove);
}

function read({ namespaces }: World, { params, headers }: DeskRequest): ApiResponse {
  admit(headers.authorization);
  return { status: 200, body: found(namespaces, params["name"]) };
}

function list(world: World, request: DeskRequest): ApiResponse {
  permit(world, request, "list");
  optionsOf(request, "ListOptions");
  const items = [...world.namespaces.values()].filter(selectorOf(NAMESPACE, request.url.searchParams));
  return { status: 200, body: { kind: "NamespaceList", apiVersion: "v1", metadata: {}, items } };
}

function create(world: World, request: DeskRequest): ApiResponse {
  permit(world, request, "create");
  const json = bodyOf(request, "the object provided is unrecognized");
  const name = textAt(json, "metadata", "name") ?? "";
  if (world.namespaces.has(name)) {
    const text = `namespaces "${name}" already exists`;
    throw new StatusError(409, "AlreadyExists", text, namedDetails(NAMESPACE, name));
  }
  const object = newNamespace(name, world.now(), json);
  world.namespaces.set(name, object);
  return { status: 201, body: object };
}

/** It says that it ends, and is gone with all that is in it as soon as that is. */
function remove(world: World, request: DeskRequest): ApiResponse {
  permit(world, request, "delete");
  const { namespaces, store } = world;
  const name = request.params["name"] ?? "";
  const object = found(namespaces, name);
  const { uid: wanted } = deleteOptionsOf(request);
  const uid = textAt(object, "metadata", "uid") ?? "";
  if (wanted !== undefined && wanted !== uid) throw otherUid(NAMESPACE, name, { wanted, uid });
  const marks = { metadata: { deletionTimestamp: world.now() }, status: { phase: "Terminating" } };
  const leaving = merged(object, marks);
  if (isJson(leaving)) namespaces.set(name, leaving);
  setImmediate(() => {
    for (const kind of KINDS) {
      for (const one of store.list(keyOf(kind, { namespace: name, name: "" })))
        store.remove(keyOf(kind, { namespace: name, name: textAt(one, "metadata", "name") ?? "" }));
    }
    namespaces.delete(name);
  });
  return { status: 200, body: leaving };
}

function found(namespaces: World["namespaces"], name = ""): Json {
  const object = namespaces.get(name);
  if (object === undefined) throw notFound(NAMESPACE, name);
  return object;
}

function permit({ forbidden }: World, { headers }: DeskRequest, verb: string): void {
  if (admit(headers.authorization) === "admin" || !forbidden.has(NAMESPACE.kind)) return;
  const text = `namespaces is forbidden: User "${USER}" cannot ${verb} resource "namespaces" in API group "" at the cluster scope`;
  throw new StatusError(403, "Forbidden", text, { kind: "namespaces" });
}
