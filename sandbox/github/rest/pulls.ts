import { notFound, Refusal, unknownToSandbox, unprocessable } from "../errors.ts";
import type { NewPullRequest, PullRequest } from "../model.ts";
import { CannotOpen } from "../pulls/cannot-open.ts";
import { labelOf, openPullRequest } from "../pulls/open.ts";
import type { StoredRepository } from "../repositories.ts";
import { pullRequestShape, simplePullRequestShape } from "../shapes/pull-request.ts";
import type { World } from "../world.ts";
import { booleanField, fieldsOf, stringField } from "./body.ts";
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

const KNOWN = ["title", "head", "base", "body", "draft", "maintainer_can_modify"];

export const createPullRequest: RestRoute = {
  operation: "pulls/create",
  permission: { name: "pull_requests", level: "write" },
  query: [],
  async answer({ world, caller, repository, body }) {
    const fields = fieldsOf(body, KNOWN, ["head", "base", "title"]);
    if (booleanField(fields, "draft") === true) throw unknownToSandbox("drafts of pull requests");
    const text = stringField(fields, "body");
    const request = {
      title: stringField(fields, "title") ?? "",
      head: stringField(fields, "head") ?? "",
      base: stringField(fields, "base") ?? "",
      by: caller.credential?.grant.actor ?? "",
      ...(text !== undefined && { body: text }),
    };
    const opened = await open(world, repository, request);
    return { status: 201, body: await pullRequestShape(world, repository, opened) };
  },
};

async function open(
  world: World,
  repository: StoredRepository,
  request: NewPullRequest,
): Promise<PullRequest> {
  try {
    return await openPullRequest(world, repository, request);
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error;
    const { field, message } = error;
    const problem = field === undefined ? { code: "custom", message } : { field, code: "invalid" };
    throw new Refusal(422, "Validation Failed", {
      body: { errors: [{ resource: "PullRequest", ...problem }] },
    });
  }
}

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
          (head === null || labelOf(found) === head),
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
