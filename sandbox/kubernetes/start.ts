import { systemClock, type Clock } from "../http/clock.ts";
import { Desk, type DeskRecord } from "../http/desk.ts";
import type { FaultRule } from "../http/fault.ts";
import { Listeners } from "../http/listeners.ts";
import { answer } from "./api.ts";
import { registerDiscovery } from "./discovery.ts";
import { NoSuchPage, StatusError, unknownToSandbox } from "./errors.ts";
import { isJson, merged, type Json } from "./fields.ts";
import { kindNamed } from "./kinds.ts";
import { newNamespace, registerNamespaces } from "./namespaces.ts";
import { TOKENS } from "./rights.ts";
import { ObjectStore, type ObjectEvent } from "./store.ts";
import { keyOf, named, settle, type ObjectName, type World } from "./world.ts";

export interface KubernetesOptions {
  readonly clock?: Clock;
  readonly namespaces?: readonly string[];
}

/** A local API server with a few kinds: objects, who owns their fields, and Deployments that get ready. */
export interface Kubernetes {
  readonly url: string;
  /** For clients: JSON, which is YAML. */
  readonly kubeconfig: string;
  /** Of an account that may do everything; the kubeconfig's may do what nobody has forbidden it, in the namespaces. */
  readonly adminToken: string;
  readonly requests: readonly DeskRecord[];
  get(object: ObjectName): Json | undefined;
  /** Changes an object as somebody else does: `kubectl-edit`. */
  edit(object: ObjectName, patch: Json, manager: string): void;
  /** Creates an object as somebody else does. */
  create(object: ObjectName, json: Json, manager: string): void;
  /** Applies an object as a controller does: what others own of it stays theirs. */
  apply(object: ObjectName, json: Json, manager: string): void;
  remove(object: ObjectName): void;
  /** All objects of a kind, in all namespaces. */
  list(kind: string): readonly Json[];
  /** The names of its namespaces. */
  namespaces(): readonly string[];
  /** Each change of an object. @returns how to stop listening */
  onChange(listener: (event: ObjectEvent) => void): () => void;
  /** Whether Deployments get ready as soon as they change; they do at first. */
  setReady(isReady: boolean): void;
  /** From now on these kinds are forbidden. */
  forbid(...kinds: readonly string[]): void;
  /** Each request of `*` or of one kind, `get` to `delete`, can be made to fail. */
  inject(rule: FaultRule): void;
  clearFaults(): void;
  close(): Promise<void>;
}

/** Starts one on 127.0.0.1. It refuses what it does not know. */
export async function startKubernetes(options: KubernetesOptions = {}): Promise<Kubernetes> {
  const { clock = systemClock, namespaces = ["default"] } = options;
  const changes = new Listeners<ObjectEvent>();
  const now = (): string => clock.now().toISOString();
  const world: World = {
    changes,
    store: new ObjectStore(now, (event) => changes.tell(event)),
    namespaces: new Map(namespaces.map((name) => [name, newNamespace(name, now())])),
    now,
    forbidden: new Set(),
    isReady: true,
  };
  const desk = new Desk({
    clock,
    headers: () => ({ "content-type": "application/json" }),
    limited: () => new StatusError(429, "TooManyRequests", "too many requests").answer,
    refuse: (error) => {
      if (error instanceof StatusError || error instanceof NoSuchPage) return error.answer;
      throw error;
    },
    unknown: ({ method, url }) => unknownToSandbox(`${method} ${url.pathname}`).answer,
  });
  registerDiscovery(desk);
  registerNamespaces(desk, world);
  for (const root of ["/api/:version", "/apis/:group/:version"]) {
    for (const method of ["GET", "POST", "PATCH", "DELETE"] as const) {
      for (const below of ["", "/:name", "/:name/:subresource"]) {
        desk.route({
          method,
          path: `${root}/namespaces/:namespace/:resource${below}`,
          operation: method === "GET" ? "get" : method.toLowerCase(),
          answer: (request) => answer(world, request),
        });
      }
    }
  }
  const url = await desk.listen();
  return {
    url,
    kubeconfig: JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "here", cluster: { server: url, "insecure-skip-tls-verify": true } }],
      users: [{ name: "server", user: { token: TOKENS.account } }],
      contexts: [{ name: "here", context: { cluster: "here", user: "server" } }],
      "current-context": "here",
    }),
    adminToken: TOKENS.admin,
    requests: desk.requests,
    get: (object) => world.store.get(keyOf(kindNamed(object.kind), object)),
    edit: (object, patch, manager) => {
      const key = keyOf(kindNamed(object.kind), object);
      const before = world.store.get(key);
      if (before === undefined) throw new Error(`there is no ${object.kind}/${object.name}`);
      const next = merged(before, patch);
      if (!isJson(next)) throw new Error("a patch is an object");
      const edited = world.store.update(key, next, { manager });
      if (!("status" in patch)) settle(world, key, edited);
    },
    create: (object, json, manager) => {
      const kind = kindNamed(object.kind);
      const key = keyOf(kind, object);
      settle(world, key, world.store.update(key, named(kind, object, json), { manager }));
    },
    apply: (object, json, manager) => {
      const kind = kindNamed(object.kind);
      world.store.apply(keyOf(kind, object), named(kind, object, json), { manager, isForced: true });
    },
    list: (kind) => {
      const { apiVersion } = kindNamed(kind);
      return world.store.list(`${apiVersion}/`).filter((object) => object["kind"] === kind);
    },
    namespaces: () => [...world.namespaces.keys()],
    onChange: (listener) => changes.add(listener),
    remove: (object) => void world.store.remove(keyOf(kindNamed(object.kind), object)),
    setReady: (isReady) => void (world.isReady = isReady),
    forbid: (...kinds) => {
      for (const kind of kinds) world.forbidden.add(kind);
    },
    inject: (rule) => desk.inject(rule),
    clearFaults: () => desk.clearFaults(),
    close: () => desk.close(),
  };
}
