import { Refusal, unknownToSandbox } from "../errors.ts";
import type { StoredRepository } from "../repositories.ts";
import { nodeId } from "../shapes/node-id.ts";
import { timestamp } from "../shapes/time.ts";
import { userShape } from "../shapes/user.ts";
import type { World } from "../world.ts";
import { booleanField, fieldsOf, stringField } from "./body.ts";
import type { RestRoute } from "./route.ts";

const KNOWN = ["tag_name", "target_commitish", "name", "body", "draft", "prerelease", "make_latest"];

/** Each tag's release, as it was answered, by repository. */
const released = new WeakMap<StoredRepository, Map<string, object>>();
let lastId = 200_000_000;

/** Of tags that exist already: GitHub would make a missing one, too. */
export const createRelease: RestRoute = {
  operation: "repos/create-release",
  permission: { name: "contents", level: "write" },
  query: [],
  async answer({ world, caller, repository, body }) {
    const fields = fieldsOf(body, KNOWN, ["tag_name"]);
    const tag = stringField(fields, "tag_name") ?? "";
    if ((await repository.git.refs.read(`refs/tags/${tag}`)) === undefined) {
      throw unknownToSandbox(`releases of a tag that is not there: ${tag}`);
    }
    if (booleanField(fields, "draft") === true) throw unknownToSandbox("drafts of releases");
    const tags = released.get(repository) ?? new Map<string, object>();
    if (tags.has(tag)) throw alreadyExists();
    const release = {
      tag,
      name: stringField(fields, "name") ?? null,
      body: stringField(fields, "body") ?? null,
      target: stringField(fields, "target_commitish") ?? repository.info.defaultBranch,
      prerelease: booleanField(fields, "prerelease") ?? false,
      author: caller.credential?.grant.actor ?? "",
    };
    const shape = releaseShape(world, repository, release);
    released.set(repository, tags.set(tag, shape));
    return { status: 201, body: shape };
  },
};

export const getReleaseByTag: RestRoute = {
  operation: "repos/get-release-by-tag",
  permission: { name: "contents", level: "read" },
  query: [],
  answer({ repository, params }) {
    const release = released.get(repository)?.get(params["tag"] ?? "");
    if (release === undefined) throw new Refusal(404, "Not Found");
    return { status: 200, body: release };
  },
};

const alreadyExists = (): Refusal =>
  new Refusal(422, "Validation Failed", {
    body: { errors: [{ resource: "Release", code: "already_exists", field: "tag_name" }] },
  });

interface Release {
  readonly tag: string;
  readonly name: string | null;
  readonly body: string | null;
  readonly target: string;
  readonly prerelease: boolean;
  readonly author: string;
}

function releaseShape(world: World, { info }: StoredRepository, release: Release): object {
  const id = ++lastId;
  const api = `${world.apiUrl}/repos/${info.fullName}`;
  const now = timestamp(world.clock());
  return {
    id,
    node_id: nodeId("RE", id),
    url: `${api}/releases/${id}`,
    html_url: `${info.htmlUrl}/releases/tag/${release.tag}`,
    assets_url: `${api}/releases/${id}/assets`,
    upload_url: `${api}/releases/${id}/assets{?name,label}`,
    tarball_url: `${api}/tarball/${release.tag}`,
    zipball_url: `${api}/zipball/${release.tag}`,
    tag_name: release.tag,
    target_commitish: release.target,
    name: release.name,
    body: release.body,
    draft: false,
    prerelease: release.prerelease,
    created_at: now,
    published_at: now,
    author: userShape(world, release.author),
    assets: [],
  };
}
