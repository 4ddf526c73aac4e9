import type { ApiResponse } from "../http/answer.ts";
import { Stream, type DeskRequest } from "../http/desk.ts";
import { versionOf } from "./discovery.ts";
import { StatusError, unknownToSandbox } from "./errors.ts";
import { isJson, merged, type Json } from "./fields.ts";
import { KINDS, type Kind } from "./kinds.ts";
import { selects } from "./selectors.ts";
import { keyOf, named, settle, type World } from "./world.ts";

const QUERY = new Set([
  "fieldManager",
  "fieldValidation",
  "force",
  "dryRun",
  "labelSelector",
  "fieldSelector",
  "watch",
]);

/** Answers whatever is asked about objects of a namespace. */
export function answer(world: World, request: DeskRequest): ApiResponse {
  const { params, url, method } = request;
  const { namespace = "", resource = "", name = "", subresource } = params;
  for (const query of url.searchParams.keys()) {
    if (!QUERY.has(query)) throw unknownToSandbox(`the query ${query}`);
  }
  const kind = KINDS.find((one) => one.apiVersion === versionOf(params) && one.name === resource);
  if (kind === undefined)
    throw new StatusError(404, "NotFound", "the server could not find the requested resource");
  if (world.forbidden.has(kind.kind)) {
    throw new StatusError(
      403,
      "Forbidden",
      `${resource} is forbidden: User "server" cannot ${method.toLowerCase()} resource "${resource}"`,
    );
  }
  if (!world.namespaces.has(namespace) && method !== "GET") {
    throw new StatusError(404, "NotFound", `namespaces "${namespace}" not found`);
  }
  if (name === "") return method === "GET" ? list(world, kind, request) : create(world, kind, request);
  const key = keyOf(kind, { namespace, name });
  if (method === "PATCH") return patch(world, kind, { request, key });
  const found = world.store.get(key);
  if (found === undefined) throw new StatusError(404, "NotFound", `${resource} "${name}" not found`);
  if (subresource !== undefined) throw unknownToSandbox(`${method} of ${subresource}`);
  if (method === "DELETE") {
    world.store.remove(key);
    return { status: 200, body: { kind: "Status", status: "Success" } };
  }
  return { status: 200, body: found };
}

function list({ store, changes }: World, kind: Kind, { params, url }: DeskRequest): ApiResponse {
  const prefix = keyOf(kind, { namespace: params["namespace"] ?? "", name: "" });
  const items = store.list(prefix).filter((object) => selects(url.searchParams, object));
  if (url.searchParams.get("watch") === "true") {
    const line = (type: string, object: Json): string => `${JSON.stringify({ type, object })}\n`;
    const stream = new Stream((raw) => {
      raw.flushHeaders();
      for (const object of items) raw.write(line("ADDED", object));
      const stop = changes.add(({ type, key, object }) => {
        if (key.startsWith(prefix) && selects(url.searchParams, object)) raw.write(line(type, object));
      });
      raw.on("close", stop);
    });
    return { status: 200, body: stream };
  }
  return { status: 200, body: { kind: `${kind.kind}List`, apiVersion: kind.apiVersion, items } };
}

function create(world: World, kind: Kind, request: DeskRequest): ApiResponse {
  const json = bodyOf(request);
  const metadata = isJson(json["metadata"]) ? json["metadata"] : {};
  const place = { namespace: request.params["namespace"] ?? "", name: String(metadata["name"]) };
  const key = keyOf(kind, place);
  if (world.store.get(key) !== undefined) {
    throw new StatusError(409, "AlreadyExists", `${kind.name} "${place.name}" already exists`);
  }
  refuseUnknown(kind, json);
  return { status: 201, body: world.store.update(key, named(kind, place, json), optionsOf(request)) };
}

function patch(
  world: World,
  kind: Kind,
  { request, key }: { readonly request: DeskRequest; readonly key: string },
): ApiResponse {
  const { params, headers } = request;
  const json = bodyOf(request);
  const options = optionsOf(request);
  const before = world.store.get(key);
  const type = headers["content-type"] ?? "";
  if (type === "application/apply-patch+yaml") {
    refuseUnknown(kind, json);
    const { namespace = "", name = "" } = params;
    const object = world.store.apply(key, named(kind, { namespace, name }, json), options);
    return { status: 200, body: options.isDryRun ? object : settle(world, key, object) };
  }
  if (type !== "application/merge-patch+json") throw unknownToSandbox(`patches of the type ${type}`);
  if (before === undefined)
    throw new StatusError(404, "NotFound", `${kind.name} "${params["name"] ?? ""}" not found`);
  const isStatus = params["subresource"] === "status";
  const next = merged(before, isStatus ? { status: json["status"] } : { ...json, status: before["status"] });
  if (!isJson(next)) throw unknownToSandbox("patches that are no objects");
  refuseUnknown(kind, next);
  return { status: 200, body: world.store.update(key, next, options) };
}

/** As the real one says it of a server-side apply: with 500, although it is the caller's mistake. */
function refuseUnknown({ fields, spec, kind, apiVersion }: Kind, json: Json): void {
  const known = new Set(["apiVersion", "kind", "metadata", "status", ...fields]);
  const inner = isJson(json["spec"]) ? Object.keys(json["spec"]) : [];
  const wrong = [
    ...Object.keys(json).filter((field) => !known.has(field)),
    ...(spec === undefined
      ? []
      : inner.filter((field) => !spec.includes(field)).map((field) => `spec.${field}`)),
  ];
  if (wrong.length === 0) return;
  const metadata = isJson(json["metadata"]) ? json["metadata"] : {};
  throw new StatusError(
    500,
    "",
    `failed to create typed patch object (${String(metadata["namespace"])}/${String(metadata["name"])}; ${apiVersion}, Kind=${kind}): ${wrong.map((field) => `.${field}: field not declared in schema`).join("\n")}`,
  );
}

function optionsOf({ url }: DeskRequest) {
  const { searchParams } = url;
  return {
    manager: searchParams.get("fieldManager") ?? "unknown",
    isForced: searchParams.get("force") === "true",
    isDryRun: searchParams.get("dryRun") === "All",
  };
}

function bodyOf({ body }: DeskRequest): Json {
  const json: unknown = JSON.parse(body.toString());
  if (!isJson(json)) throw new StatusError(400, "BadRequest", "the body is no object");
  return json;
}
