import type { ApiResponse } from "../http/answer.ts";
import type { DeskRequest } from "../http/desk.ts";
import { textAt } from "../narrow.ts";
import { kindAt } from "./discovery.ts";
import { namedDetails, notFound, otherUid, unknownToSandbox } from "./errors.ts";
import { deleteOptionsOf, optionsOf } from "./options.ts";
import { admit, permit } from "./rights.ts";
import { selectorOf } from "./selectors.ts";
import { watch } from "./watch.ts";
import { keyOf, type Asked, type World } from "./world.ts";
import { create, patch } from "./write.ts";

/** Answers whatever is asked about objects of a namespace. */
export function answer(world: World, request: DeskRequest): ApiResponse {
  const { params, url, method, headers } = request;
  const { namespace = "", name = "", subresource } = params;
  const account = admit(headers.authorization);
  const kind = kindAt(params);
  const isWatch = url.searchParams.get("watch") === "true";
  if (account === "account") permit(world, { method, kind, namespace, name, isWatch });
  const asked = { request, kind, namespace, name };
  if (method === "POST" && name === "") return create(world, asked);
  if (method === "PATCH" && name !== "") return patch(world, asked);
  if (method === "GET" && name === "") return list(world, asked, isWatch);
  if (method === "GET" && (subresource === undefined || subresource === "status")) return get(world, asked);
  if (method === "DELETE" && name !== "" && subresource === undefined) return remove(world, asked);
  throw unknownToSandbox(`${method} of ${subresource ?? kind.name}`);
}

function list(world: World, { request, kind, namespace }: Asked, isWatch: boolean): ApiResponse {
  optionsOf(request, "ListOptions");
  const { searchParams } = request.url;
  const selects = selectorOf(kind, searchParams);
  const prefix = keyOf(kind, { namespace, name: "" });
  const version = searchParams.get("resourceVersion") ?? "";
  if (isWatch) return watch(world, { prefix, selects, version });
  if (version !== "") throw unknownToSandbox("lists of an older version");
  const { store } = world;
  // Items of its own kinds leave out what the list says of all.
  const items = store
    .list(prefix)
    .filter(selects)
    .map(({ apiVersion, kind: name, ...item }) =>
      kind.isCustom === true ? { apiVersion, kind: name, ...item } : item,
    );
  const metadata = {
    ...(kind.isCustom === true && { continue: "" }),
    resourceVersion: String(store.version),
  };
  return { status: 200, body: { kind: `${kind.kind}List`, apiVersion: kind.apiVersion, metadata, items } };
}

function get({ store }: World, { kind, namespace, name }: Asked): ApiResponse {
  const found = store.get(keyOf(kind, { namespace, name }));
  if (found === undefined) throw notFound(kind, name);
  return { status: 200, body: found };
}

function remove({ store }: World, { request, kind, namespace, name }: Asked): ApiResponse {
  const wanted = deleteOptionsOf(request);
  const key = keyOf(kind, { namespace, name });
  const found = store.get(key);
  if (found === undefined) throw notFound(kind, name);
  const uid = textAt(found, "metadata", "uid") ?? "";
  if (wanted.uid !== undefined && wanted.uid !== uid) throw otherUid(kind, name, { wanted: wanted.uid, uid });
  const left = store.remove(key, wanted);
  if (left !== undefined) return { status: 200, body: left };
  const details = { ...namedDetails(kind, name), uid };
  return {
    status: 200,
    body: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details },
  };
}
