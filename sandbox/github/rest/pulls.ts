import { notFound, unprocessable } from "../errors.ts";
import type { PullRequest } from "../model.ts";
import { pullRequestShape, simplePullRequestShape } from "../shapes/pull-request.ts";
import { paginate } from "./pagination.ts";
import type { RestRequest, RestRoute } from "./route.ts";

const reading = { name: "pull_requests", level: "read" } as const;

export const getPullRequest: RestRoute = {
  operation: "pulls/get",
  permission: reading,
  query: [],
  async answer({ world, repository, params }) {
    const request = world.pullRequests.find(repository.info.id, Number(params["pull_number"]));
    if (request === undefined) throw notFound();
    return { status: 200, body: await pullRequestShape(world, repository, request) };
  },
};

export const listPullRequests: RestRoute = {
  operation: "pulls/list",
  permission: reading,
  query: ["state", "head", "base", "per_page", "page"],
  answer(request) {
    const { world, repository, query } = request;
    const state = query.get("state") ?? "open";
    const [head, base] = [query.get("head"), query.get("base")];
    const fitting = world.pullRequests
      .list(repository.info.id)
      .filter(
        (found) =>
          (state === "all" || found.state === state) &&
          (base === null || found.base.ref === base) &&
          (head === null || `${repository.info.owner}:${found.head.ref}` === head),
      );
    return listAnswer(request, fitting);
  },
};

/** "The merged pull request that introduced the commit", and the open ones that hold it. */
export const listCommitPullRequests: RestRoute = {
  operation: "repos/list-pull-requests-associated-with-commit",
  permission: reading,
  query: ["per_page", "page"],
  async answer(request) {
    const { world, repository, params, caller } = request;
    const name = params["commit_sha"] ?? "";
    const sha = await repository.git.refs.commitOf(name, caller.asOf);
    if (sha === undefined) throw unprocessable(`No commit found for SHA: ${name}`);
    const all = world.pullRequests.list(repository.info.id);
    const holding = await Promise.all(all.map((found) => holds(request, found, sha)));
    return listAnswer(
      request,
      all.filter((_, at) => holding[at]),
    );
  },
};

async function holds(
  { repository: { git } }: RestRequest,
  { state, mergedAt, mergeCommitSha, head, base }: PullRequest,
  sha: string,
): Promise<boolean> {
  if (state === "closed" && mergedAt === null) return false;
  if (mergedAt !== null && sha === mergeCommitSha) return true;
  return (await git.mergeBase(sha, head.sha)) === sha && (await git.mergeBase(sha, base.sha)) !== sha;
}

function listAnswer(
  { world, repository, url }: RestRequest,
  requests: readonly PullRequest[],
): { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: unknown } {
  const { items, headers } = paginate(requests, url);
  return {
    status: 200,
    headers,
    body: items.map((found) => simplePullRequestShape(world, repository, found)),
  };
}
