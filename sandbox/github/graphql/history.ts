import type { Commit } from "../git/objects.ts";
import type { StoredRepository } from "../repositories.ts";
import { graphqlError, onlyArguments } from "./errors.ts";
import type { Source } from "./fields.ts";

const MAX_PAGE = 100;

/**
 * `Commit.history`: the commit and those before it, newest first.
 * @param sourceOf what the schema shows of one commit
 */
export async function historySource(
  repository: StoredRepository,
  from: string,
  args: Readonly<Record<string, unknown>>,
  sourceOf: (commit: Commit) => Source,
): Promise<Source> {
  onlyArguments("Commit.history", args, ["first", "after", "since", "until", "path"]);
  const first = pageSize(args["first"]);
  const after = typeof args["after"] === "string" ? Number(cursorPosition(args["after"])) : 0;
  const limits = [...ageLimit("max-age", args["since"]), ...ageLimit("min-age", args["until"])];
  const paths = typeof args["path"] === "string" ? [args["path"]] : [];
  const all = await repository.git.history(from, [...limits, "--", ...paths]);
  const page = all.slice(after, after + first);
  const nodes = await Promise.all(page.map(async (oid) => sourceOf(await commitOf(repository, oid))));
  const cursor = (position: number): string => Buffer.from(`${from} ${position}`).toString("base64");
  return {
    __typename: "CommitHistoryConnection",
    totalCount: all.length,
    nodes,
    edges: nodes.map((node, at) => ({ __typename: "CommitEdge", node, cursor: cursor(after + at + 1) })),
    pageInfo: {
      __typename: "PageInfo",
      hasNextPage: after + page.length < all.length,
      hasPreviousPage: after > 0,
      startCursor: page.length === 0 ? null : cursor(after + 1),
      endCursor: page.length === 0 ? null : cursor(after + page.length),
    },
  };
}

/** git's limit on a commit's time, in epoch seconds. */
const ageLimit = (option: string, time: unknown): string[] =>
  typeof time === "string" ? [`--${option}=${Math.floor(new Date(time).getTime() / 1000)}`] : [];

const cursorPosition = (cursor: string): string =>
  Buffer.from(cursor, "base64").toString("utf8").split(" ").at(-1) ?? "0";

function pageSize(first: unknown): number {
  if (typeof first !== "number") {
    throw graphqlError(
      "MISSING_PAGINATION_BOUNDARIES",
      "You must provide a `first` or `last` value to properly paginate the `history` connection.",
    );
  }
  if (first > MAX_PAGE) {
    throw graphqlError(
      "ARGUMENT_LIMIT",
      `Requesting ${first} records on the \`history\` connection exceeds the \`first\` limit of ${MAX_PAGE} records.`,
    );
  }
  return first;
}

async function commitOf(repository: StoredRepository, oid: string): Promise<Commit> {
  const commit = await repository.git.commit(oid);
  if (commit === undefined) throw new Error(`${oid} is in the history and cannot be read`);
  return commit;
}
