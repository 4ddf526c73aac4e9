import { may, notAccessible } from "../access.ts";
import type { PullRequest } from "../model.ts";
import type { StoredRepository } from "../repositories.ts";
import { nodeId } from "../shapes/node-id.ts";
import { connectionPage } from "./connection.ts";
import { graphqlError, onlyArguments, UnknownField } from "./errors.ts";
import type { QueryContext, Source } from "./fields.ts";
import { isNewestFirst } from "./workflow-run.ts";

/** `Repository.pullRequests` of a branch, the newest first. */
export function pullRequestsField(
  repository: StoredRepository,
  args: Readonly<Record<string, unknown>>,
  context: QueryContext,
): Source {
  onlyArguments("Repository.pullRequests", args, ["headRefName", "first", "after", "orderBy"]);
  if (!isNewestFirst(args["orderBy"])) throw new UnknownField("another order of Repository.pullRequests");
  if (!may(context.grant, repository.info, { name: "pull_requests", level: "read" })) {
    throw graphqlError("FORBIDDEN", notAccessible(context.grant));
  }
  const head = args["headRefName"];
  const requests = context.world.pullRequests.list(repository.info.id);
  return connectionPage(
    {
      connection: "pullRequests",
      typename: "PullRequestConnection",
      all: requests.filter(({ head: { ref } }) => head === undefined || head === null || ref === head),
      sourceOf: (request) => pullRequestSource(repository, request, context),
    },
    args,
  );
}

function pullRequestSource(
  { info }: StoredRepository,
  { number, title, head, htmlUrl }: PullRequest,
  { world }: QueryContext,
): Source {
  const from = world.repositories.findById(head.repository.id);
  return {
    __typename: "PullRequest",
    id: nodeId("PR", info.id, number),
    number,
    title,
    url: htmlUrl,
    headRefName: head.ref,
    headRefOid: head.sha,
    headRepository: from && {
      __typename: "Repository",
      name: from.info.name,
      owner: { __typename: "User", login: from.info.owner },
    },
  };
}
