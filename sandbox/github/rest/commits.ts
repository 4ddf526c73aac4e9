import { Refusal, unknownToSandbox, unprocessable } from "../errors.ts";
import { commitShape } from "../shapes/commit.ts";
import { changedFiles } from "./changed-files.ts";
import type { RestRoute } from "./route.ts";

/** Without `stats`, which GitHub's description leaves optional. */
export const getCommit: RestRoute = {
  operation: "repos/get-commit",
  permission: { name: "contents", level: "read" },
  query: [],
  async answer({ world, repository, params, caller, accept }) {
    const ref = params["ref"] ?? "";
    const oid = await repository.git.refs.commitOf(ref, caller.asOf);
    const commit = oid === undefined ? undefined : await repository.git.commit(oid);
    if (commit === undefined) throw unprocessable(`No commit found for SHA: ${ref}`);
    const media = /application\/vnd\.github\.(?:v3\.)?(sha|diff|patch)/.exec(accept)?.[1];
    if (media === undefined) {
      const files = await changedFiles(world, repository, commit);
      return { status: 200, body: { ...commitShape(world, repository, commit), files } };
    }
    if (media !== "sha") throw unknownToSandbox(`the media type ${media} of repos/get-commit`);
    // "If the remote and your local branch point to the same SHA-1 then this call will return a 304."
    const headers = { "content-type": "application/vnd.github.sha; charset=utf-8", etag: `"${commit.oid}"` };
    return { status: 200, headers, body: commit.oid };
  },
};

export const getBranch: RestRoute = {
  operation: "repos/get-branch",
  permission: { name: "contents", level: "read" },
  query: [],
  async answer({ world, repository, params, caller }) {
    const name = params["branch"] ?? "";
    const oid = await repository.git.refs.read(`refs/heads/${name}`, caller.asOf);
    const commit = oid === undefined ? undefined : await repository.git.commit(oid);
    if (commit === undefined) throw new Refusal(404, "Branch not found");
    const self = `${world.apiUrl}/repos/${repository.info.fullName}/branches/${name}`;
    return {
      status: 200,
      body: {
        name,
        commit: commitShape(world, repository, commit),
        _links: { self, html: `${repository.info.htmlUrl}/tree/${name}` },
        protected: false,
        protection: {
          enabled: false,
          required_status_checks: { enforcement_level: "off", contexts: [], checks: [] },
        },
        protection_url: `${self}/protection`,
      },
    };
  },
};
