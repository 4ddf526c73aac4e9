import type { ApiResponse } from "../http/answer.ts";
import { systemClock, type Clock } from "../http/clock.ts";
import { Desk, type DeskRecord, type DeskRequest } from "../http/desk.ts";
import type { FaultRule } from "../http/fault.ts";
import { RegistryError, unknownToSandbox } from "./errors.ts";
import {
  digestOf,
  DOCKER_LIST,
  DOCKER_MANIFEST,
  OCI_INDEX,
  RepositoryStore,
  type NewChart,
  type NewImage,
} from "./store.ts";
import { Tokens } from "./tokens.ts";

export interface RegistryOptions {
  /** Defaults to a free one. */
  readonly port?: number;
  readonly clock?: Clock;
  /** Whether `tags/list` honours `n` and paginates with `Link`; Debian's docker-registry 2.8 does not. */
  readonly pages?: boolean;
  /** Names without a slash are under `library/`, and missing repositories look private, as on Docker Hub. */
  readonly isHub?: boolean;
}

/** A local OCI distribution registry, for pulling. */
export interface Registry {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** `127.0.0.1:PORT`, as images name it. */
  readonly host: string;
  readonly requests: readonly DeskRecord[];
  /** Creates the repository if there is none. @returns the digest that the tag now names */
  push(repository: string, tag: string, image?: NewImage): string;
  /** The same for a chart, under its version's tag. */
  pushChart(repository: string, chart: NewChart): string;
  /** Another name for an existing image. */
  tag(repository: string, tag: string, digest: string): void;
  deleteTag(repository: string, tag: string): void;
  /** All its content, to push to another registry. */
  content(): ReadonlyMap<string, RepositoryStore>;
  /** Only these users may pull from it. */
  makePrivate(repository: string): void;
  addUser(name: string, password: string, repositories: readonly string[]): void;
  /** Each request of `*` or of one kind (`manifests`, `blobs`, `tags`, `token`, `base`) can be made to fail. */
  inject(rule: FaultRule): void;
  clearFaults(): void;
  close(): Promise<void>;
}

interface World {
  readonly repositories: Map<string, RepositoryStore>;
  readonly privates: Set<string>;
  readonly tokens: Tokens;
  readonly pages: boolean;
  readonly isHub: boolean;
  url: string;
}

/** On every answer, unless it is not JSON. */
const HEADERS = {
  "content-type": "application/json; charset=utf-8",
  "docker-distribution-api-version": "registry/2.0",
};
const SERVICE = "sandbox-registry";

/** Starts a registry on 127.0.0.1. It serves what pulling asks for, and refuses the rest with 405. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const { clock = systemClock, pages = true, isHub = false } = options;
  const world: World = {
    repositories: new Map(),
    privates: new Set(),
    tokens: new Tokens(clock),
    pages,
    isHub,
    url: "",
  };
  const desk = new Desk({
    clock,
    port: options.port,
    headers: () => HEADERS,
    limited: (seconds) =>
      new RegistryError("TOOMANYREQUESTS", "You have reached your pull rate limit.", {
        headers: { "retry-after": String(seconds) },
      }).answer,
    refuse: (error) => {
      if (error instanceof RegistryError) return error.answer;
      throw error;
    },
    unknown: ({ method, url }) => unknownToSandbox(`${method} ${url.pathname}`).answer,
  });
  desk.route({
    method: "GET",
    path: "/token",
    operation: "token",
    answer: (request) => answerToken(world, request),
  });
  for (const method of ["GET", "HEAD"] as const)
    desk.route({
      method,
      path: "/v2/*",
      operation: (request) => parsePath(request).kind,
      answer: (request) => answerPull(world, request),
    });
  world.url = await desk.listen();
  const storeFor = (name: string): RepositoryStore => {
    const store = world.repositories.get(name) ?? new RepositoryStore();
    world.repositories.set(name, store);
    return store;
  };
  const repository = (name: string): RepositoryStore => {
    const found = world.repositories.get(name);
    if (found === undefined) throw new Error(`there is no repository ${name}`);
    return found;
  };
  return {
    url: world.url,
    host: new URL(world.url).host,
    requests: desk.requests,
    push: (name, tag, image = {}) => storeFor(name).push(tag, image),
    pushChart: (name, chart) => storeFor(name).pushChart(chart),
    tag: (name, tag, digest) => {
      if (!repository(name).manifests.has(digest)) throw new Error(`${name} has no manifest ${digest}`);
      repository(name).tags.set(tag, digest);
    },
    content: () => world.repositories,
    deleteTag: (name, tag) => void repository(name).tags.delete(tag),
    makePrivate: (name) => void world.privates.add(name),
    addUser: (name, password, repositories) => world.tokens.addUser(name, password, repositories),
    inject: (rule) => desk.inject(rule),
    clearFaults: () => desk.clearFaults(),
    close: () => desk.close(),
  };
}

function answerToken({ tokens, repositories, privates }: World, { headers, url }: DeskRequest): ApiResponse {
  const unknown = [...url.searchParams.keys()].find(
    (name) => !["service", "scope", "account", "client_id"].includes(name),
  );
  if (unknown !== undefined) throw unknownToSandbox(`the parameter "${unknown}" of /token`);
  const isPublic = (name: string): boolean => repositories.has(name) && !privates.has(name);
  return {
    status: 200,
    body: tokens.issue(
      headers.authorization,
      url.searchParams.getAll("scope").flatMap((scope) => scope.split(" ")),
      isPublic,
    ),
  };
}

interface Path {
  readonly kind: "base" | "manifests" | "blobs" | "tags" | "unknown";
  readonly repository: string;
  readonly reference: string;
}

function parsePath({ url }: DeskRequest): Path {
  if (url.pathname === "/v2/") return { kind: "base", repository: "", reference: "" };
  const [, repository = "", kind = "unknown", reference = ""] =
    /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/.exec(decodeURIComponent(url.pathname)) ?? [];
  return { kind: kind as Path["kind"], repository, reference };
}

function answerPull(world: World, request: DeskRequest): ApiResponse {
  const { kind, repository, reference } = parsePath(request);
  const { authorization } = request.headers;
  if (kind === "unknown") throw unknownToSandbox(`${request.method} ${request.url.pathname}`);
  if (kind === "base") {
    if (!world.tokens.isKnown(authorization)) throw unauthorized(world, undefined);
    return { status: 200, body: {} };
  }
  if (!world.tokens.lets(authorization, repository)) {
    const isThere = world.repositories.has(repository);
    // Authenticated users learn that a name does not exist; Docker Hub does not tell it from a private one.
    if (authorization === undefined || isThere || world.isHub) throw unauthorized(world, repository);
    throw new RegistryError("NAME_UNKNOWN", "repository name not known to registry", {
      detail: { name: repository },
    });
  }
  const store = world.repositories.get(repository);
  if (store === undefined)
    throw new RegistryError("NAME_UNKNOWN", "repository name not known to registry", {
      detail: { name: repository },
    });
  if (kind === "tags") return listTags(world, store, repository, request);
  return kind === "blobs"
    ? getBlob(store, reference)
    : getManifest(store, { repository, reference }, request.headers.accept ?? "");
}

/** Points to the token endpoint, as the distribution specification says. */
function unauthorized({ url }: World, repository: string | undefined): RegistryError {
  const scope = repository === undefined ? "" : `,scope="repository:${repository}:pull"`;
  const challenge = `Bearer realm="${url}/token",service="${SERVICE}"${scope}`;
  const detail =
    repository === undefined ? null : [{ Type: "repository", Class: "", Name: repository, Action: "pull" }];
  return new RegistryError("UNAUTHORIZED", "authentication required", {
    detail,
    headers: { "www-authenticate": challenge },
  });
}

function getManifest(
  store: RepositoryStore,
  { repository, reference }: Pick<Path, "repository" | "reference">,
  accept: string,
): ApiResponse {
  const isDigest = reference.startsWith("sha256:");
  const digest = isDigest ? reference : store.tags.get(reference);
  const stored = digest === undefined ? undefined : store.manifests.get(digest);
  if (digest === undefined || stored === undefined) {
    throw new RegistryError("MANIFEST_UNKNOWN", "manifest unknown", {
      detail: isDigest ? { Name: repository, Revision: reference } : { Tag: reference },
    });
  }
  const accepted = new Set(accept.split(",").map((type) => type.split(";")[0]?.trim()));
  if (!accepted.has(stored.type) && !accepted.has("*/*")) throw unaccepted(stored.type);
  return {
    status: 200,
    headers: { "content-type": stored.type, "docker-content-digest": digest, etag: `"${digest}"` },
    body: stored.bytes,
  };
}

/** Docker's registry converts its own types to the oldest image format, and cannot convert today's types. */
function unaccepted(type: string): RegistryError {
  if (type === DOCKER_LIST || type === DOCKER_MANIFEST)
    return new RegistryError("MANIFEST_INVALID", "manifest invalid", { detail: {} });
  const kind = type === OCI_INDEX ? "index" : "manifest";
  const message = `OCI ${kind} found, but accept header does not support OCI ${kind === "index" ? "indexes" : "manifests"}`;
  return new RegistryError("MANIFEST_UNKNOWN", message);
}

function getBlob(store: RepositoryStore, digest: string): ApiResponse {
  const bytes = store.blobs.get(digest);
  if (bytes === undefined)
    throw new RegistryError("BLOB_UNKNOWN", "blob unknown to registry", { detail: digest });
  return {
    status: 200,
    headers: {
      "content-type": "application/octet-stream",
      "docker-content-digest": digestOf(bytes),
      etag: `"${digest}"`,
    },
    body: bytes,
  };
}

/** Unsorted, in order of arrival: newest last. With `n`, `Link` leads to the next page. */
function listTags(
  { pages, url: own }: World,
  store: RepositoryStore,
  name: string,
  { url }: DeskRequest,
): ApiResponse {
  const all = [...store.tags.keys()];
  const wanted = url.searchParams.get("n");
  if (!pages || wanted === null) return { status: 200, body: { name, tags: all } };
  const n = Number(wanted);
  if (!Number.isInteger(n) || n < 0)
    throw new RegistryError("PAGINATION_NUMBER_INVALID", "invalid number of results requested", {
      detail: { n: wanted },
    });
  const from = all.indexOf(url.searchParams.get("last") ?? "") + 1;
  const tags = all.slice(from, from + n);
  const isLast = from + n >= all.length;
  const next = `${new URL(url.pathname, own).pathname}?n=${n}&last=${encodeURIComponent(tags.at(-1) ?? "")}`;
  return { status: 200, headers: isLast ? {} : { link: `<${next}>; rel="next"` }, body: { name, tags } };
}
