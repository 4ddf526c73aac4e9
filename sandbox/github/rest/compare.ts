import { notFound, Refusal } from "../errors.ts";
import type { Commit } from "../git/objects.ts";
import type { StoredRepository } from "../repositories.ts";
import { commitShape } from "../shapes/commit.ts";
import type { RestRequest, RestRoute } from "./route.ts";

/** Without `files`, which GitHub's description leaves optional. */
export const compareCommits: RestRoute = {
  operation: "repos/compare-commits-with-basehead",
  permission: { name: "contents", level: "read" },
  query: ["per_page", "page"],
  async answer(request) {
    const { world, repository, params, query } = request;
    const [baseName = "", headName = ""] = (params["basehead"] ?? "").split("...");
    const [base, head] = [await commitNamed(request, baseName), await commitNamed(request, headName)];
    const fork = await repository.git.mergeBase(base.oid, head.oid);
    const mergeBase = fork === undefined ? undefined : await repository.git.commit(fork);
    if (mergeBase === undefined) {
      throw new Refusal(404, `No common ancestor between ${baseName} and ${headName}.`);
    }
    const [ahead, behind] = [await between(repository, base, head), await between(repository, head, base)];
    const [size, page] = [Number(query.get("per_page") ?? 250), Number(query.get("page") ?? 1)];
    const shown = ahead.slice((page - 1) * size, page * size);
    const commits = await Promise.all(shown.map((oid) => repository.git.commit(oid)));
    const shape = (commit: Commit) => commitShape(world, repository, commit);
    const path = `compare/${baseName}...${headName}`;
    const htmlUrl = `${repository.info.htmlUrl}/${path}`;
    return {
      status: 200,
      body: {
        url: `${world.apiUrl}/repos/${repository.info.fullName}/${path}`,
        html_url: htmlUrl,
        permalink_url: `${repository.info.htmlUrl}/compare/${base.oid}...${head.oid}`,
        diff_url: `${htmlUrl}.diff`,
        patch_url: `${htmlUrl}.patch`,
        base_commit: shape(base),
        merge_base_commit: shape(mergeBase),
        status: statusOf(ahead.length, behind.length),
        ahead_by: ahead.length,
        behind_by: behind.length,
        total_commits: ahead.length,
        commits: commits.filter((commit) => commit !== undefined).map(shape),
      },
    };
  },
};

async function commitNamed({ repository, caller }: RestRequest, name: string): Promise<Commit> {
  const oid = await repository.git.refs.commitOf(name, caller.asOf);
  const commit = oid === undefined ? undefined : await repository.git.commit(oid);
  if (commit === undefined) throw notFound();
  return commit;
}

/** What one has that the other has not, the oldest first. */
async function between({ git }: StoredRepository, from: Commit, to: Commit): Promise<readonly string[]> {
  const listed = (await git.run(["rev-list", "--reverse", `${from.oid}..${to.oid}`])).toString("utf8");
  return listed.split("\n").filter((oid) => oid !== "");
}

function statusOf(ahead: number, behind: number): "identical" | "ahead" | "behind" | "diverged" {
  if (ahead === 0) return behind === 0 ? "identical" : "behind";
  return behind === 0 ? "ahead" : "diverged";
}
