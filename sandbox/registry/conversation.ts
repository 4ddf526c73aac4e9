import { at, fieldsIn, listAt } from "../narrow.ts";
import { OCI_INDEX, OCI_MANIFEST, type RepositoryStore } from "./store.ts";

/** A request to a registry, with its answer. */
export interface RegistryExchange {
  readonly asked: string;
  readonly status: number;
  /** The answer's headers that clients rely on. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface RegistryConversation {
  readonly url: string;
  /** What the registry holds, as `Registry.content` gives it. */
  readonly content: ReadonlyMap<string, RepositoryStore>;
  /** The Authorization header for a repository, where one is needed. */
  readonly authorize?: (repository: string) => Promise<string>;
}

const COMPARED = ["content-type", "docker-content-digest", "docker-distribution-api-version", "etag"];

/** Asks a registry, real or not, for everything it holds, and for what it does not hold. */
export async function registryConversation({
  url,
  content,
  authorize,
}: RegistryConversation): Promise<RegistryExchange[]> {
  const exchanges: RegistryExchange[] = [];
  const ask = async (
    repository: string,
    path: string,
    { method = "GET", accept = "" } = {},
  ): Promise<void> => {
    const authorization = await authorize?.(repository);
    const headers = {
      ...(accept === "" ? {} : { accept }),
      ...(authorization === undefined ? {} : { authorization }),
    };
    const response = await fetch(url + path, { method, headers });
    const asked = `${method} ${path}${accept === "" ? "" : ` as ${accept}`}`;
    exchanges.push({
      asked,
      status: response.status,
      headers: pick(response.headers),
      body: bodyOf(await response.text()),
    });
  };
  for (const [name, store] of content) {
    const path = `/v2/${name}`;
    for (const [tag, digest] of store.tags) {
      const accept = store.manifests.get(digest)?.type ?? "";
      for (const method of ["HEAD", "GET"]) await ask(name, `${path}/manifests/${tag}`, { method, accept });
      await ask(name, `${path}/manifests/${digest}`, { accept });
      for (const other of [OCI_MANIFEST, OCI_INDEX])
        await ask(name, `${path}/manifests/${tag}`, { accept: other });
    }
    for (const digest of store.blobs.keys())
      for (const method of ["HEAD", "GET"]) await ask(name, `${path}/blobs/${digest}`, { method });
    await ask(name, `${path}/tags/list`);
    await ask(name, `${path}/manifests/absent`);
    await ask(name, `${path}/manifests/sha256:${"0".repeat(64)}`);
    await ask(name, `${path}/blobs/sha256:${"0".repeat(64)}`);
  }
  return exchanges;
}

/** Pushes what one registry holds to another, over HTTP. */
export async function copyContent(content: ReadonlyMap<string, RepositoryStore>, url: string): Promise<void> {
  for (const [name, { blobs, manifests, tags }] of content) {
    for (const [digest, bytes] of blobs) {
      const begun = await accepted(`${url}/v2/${name}/blobs/uploads/`, { method: "POST" });
      const target = new URL(begun.headers.get("location") ?? "", url);
      target.searchParams.set("digest", digest);
      await accepted(target.href, {
        method: "PUT",
        body: bytes.toString("utf8"),
        headers: { "content-type": "application/octet-stream" },
      });
    }
    for (const [digest, { type, bytes }] of manifests) {
      const names = [digest, ...[...tags].filter(([, tagged]) => tagged === digest).map(([tag]) => tag)];
      for (const reference of names)
        await accepted(`${url}/v2/${name}/manifests/${reference}`, {
          method: "PUT",
          body: bytes.toString("utf8"),
          headers: { "content-type": type },
        });
    }
  }
}

async function accepted(url: string, request: RequestInit): Promise<Response> {
  const response = await fetch(url, request);
  if (!response.ok)
    throw new Error(
      `${String(request.method)} ${url} was answered ${response.status}: ${await response.text()}`,
    );
  return response;
}

const pick = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    COMPARED.flatMap((name) => [[name, headers.get(name)]]).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    ),
  );

/** Tags come in any order. */
function bodyOf(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    return at(body, "tags") === undefined
      ? body
      : { ...fieldsIn(body), tags: listAt(body, "tags").map(String).toSorted() };
  } catch {
    return text;
  }
}
