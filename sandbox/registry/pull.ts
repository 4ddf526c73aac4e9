import type { ApiResponse } from "../http/answer.ts";
import type { DeskRequest } from "../http/desk.ts";
import { wordIn } from "../narrow.ts";
import { RegistryError, unknownToSandbox } from "./errors.ts";
import { digestOf, DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, type RepositoryStore } from "./store.ts";
import type { Tokens } from "./tokens.ts";

const SERVICE = "sandbox-registry";

/** What the registry holds. */
export interface World {
  readonly repositories: Map<string, RepositoryStore>;
  readonly privates: Set<string>;
  readonly tokens: Tokens;
  readonly pages: boolean;
  readonly isHub: boolean;
  url: string;
}

/** `GET /token` */
export function answerToken(
  { tokens, repositories, privates }: World,
  { headers, url }: DeskRequest,
): ApiResponse {
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

const BELOW_REPOSITORY = ["manifests", "blobs", "tags"] as const;

interface Path {
  readonly kind: "base" | (typeof BELOW_REPOSITORY)[number] | "unknown";
  readonly repository: string;
  readonly reference: string;
}

export function parsePath({ url }: DeskRequest): Path {
  if (url.pathname === "/v2/") return { kind: "base", repository: "", reference: "" };
  const [, repository = "", kind, reference = ""] =
    /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/.exec(decodeURIComponent(url.pathname)) ?? [];
  return { kind: wordIn(BELOW_REPOSITORY, kind) ?? "unknown", repository, reference };
}

/** `GET` and `HEAD` below `/v2/`. */
export function answerPull(world: World, request: DeskRequest): ApiResponse {
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
