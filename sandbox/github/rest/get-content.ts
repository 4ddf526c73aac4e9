import type { ApiResponse } from "../../http/answer.ts";
import { notFound, Refusal, unknownToSandbox } from "../errors.ts";
import type { TreeEntry } from "../git/objects.ts";
import { contentShape, type ContentLocation } from "../shapes/content.ts";
import type { RestRequest, RestRoute } from "./route.ts";

const MEGABYTE = 1024 * 1024;
/** Files up to here come as base64 inside of JSON; larger ones only raw. */
const MAX_IN_JSON = MEGABYTE;
const MAX_RAW = 100 * MEGABYTE;
/** GitHub breaks its base64 into lines. */
const LINE = 60;

export const getContent: RestRoute = {
  operation: "repos/get-content",
  permission: { name: "contents", level: "read" },
  query: ["ref"],
  async answer(request) {
    const { repository, params, query, accept } = request;
    const ref = query.get("ref") ?? repository.info.defaultBranch;
    const path = (params["path"] ?? "").replace(/^\/+|\/+$/g, "");
    const commit = await commitOf(request, ref);
    const entry = await repository.git.entry(commit, path);
    if (entry === undefined) throw notFound();
    const media = mediaOf(accept);
    const location = { repository, path, ref };
    if (entry.mode === "40000") {
      if (media === "raw") throw unknownToSandbox("the raw media type of a folder");
      return directoryAnswer(request, location, entry);
    }
    return fileAnswer(request, location, entry, media);
  },
};

async function commitOf({ repository, caller }: RestRequest, ref: string): Promise<string> {
  const commit = await repository.git.refs.commitOf(ref, caller.asOf);
  if (commit !== undefined) return commit;
  const main = await repository.git.refs.read(`refs/heads/${repository.info.defaultBranch}`);
  if (main === undefined) throw new Refusal(404, "This repository is empty.");
  throw new Refusal(404, `No commit found for the ref ${ref}`);
}

/** Which form the Accept header asks for. */
function mediaOf(accept: string): "json" | "raw" {
  if (/application\/vnd\.github\.(v3\.)?raw(\+json)?/.test(accept)) return "raw";
  const other = /application\/vnd\.github\.(?:v3\.)?(html|object)/.exec(accept);
  if (other !== null) throw unknownToSandbox(`the media type ${other[0]} of repos/get-content`);
  return "json";
}

async function blobOf({ repository, path }: ContentLocation, entry: TreeEntry): Promise<Buffer> {
  const plain = entry.mode === "100644" || entry.mode === "100755";
  const content = plain ? await repository.git.blob(entry.oid) : undefined;
  if (content === undefined) throw unknownToSandbox(`symbolic links and submodules (${path})`);
  return content;
}

async function fileAnswer(
  { world }: RestRequest,
  location: ContentLocation,
  entry: TreeEntry,
  media: "json" | "raw",
): Promise<ApiResponse> {
  const content = await blobOf(location, entry);
  if (content.length > MAX_RAW) throw tooLarge();
  if (media === "raw") {
    const headers = { "content-type": "application/vnd.github.raw+json; charset=utf-8" };
    return { status: 200, headers, body: content };
  }
  const inJson = content.length <= MAX_IN_JSON;
  return {
    status: 200,
    body: {
      ...contentShape(world, location, entry, content.length),
      content: inJson ? content.toString("base64").replace(new RegExp(`.{1,${LINE}}`, "g"), "$&\n") : "",
      encoding: inJson ? "base64" : "none",
    },
  };
}

const tooLarge = (): Refusal =>
  new Refusal(
    403,
    "This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API, but you can always clone the repository via Git in order to obtain it.",
    { body: { errors: [{ resource: "Blob", field: "data", code: "too_large" }] } },
  );

async function directoryAnswer(
  { world }: RestRequest,
  { repository, path, ref }: ContentLocation,
  tree: TreeEntry,
): Promise<ApiResponse> {
  const entries = (await repository.git.tree(tree.oid)) ?? [];
  const body = await Promise.all(
    entries.map(async (entry) => {
      const location = { repository, path: path === "" ? entry.name : `${path}/${entry.name}`, ref };
      const size = entry.mode === "40000" ? 0 : (await blobOf(location, entry)).length;
      return contentShape(world, location, entry, size);
    }),
  );
  return { status: 200, body };
}
