import type { Commit, Signature } from "../git/objects.ts";
import type { StoredRepository } from "../repositories.ts";
import { commitPage, loginOf } from "../shapes/commit.ts";
import { nodeId } from "../shapes/node-id.ts";
import { timestamp } from "../shapes/time.ts";
import { checkSuitesField } from "./check-suites.ts";
import { onlyArguments } from "./errors.ts";
import type { QueryContext, Source } from "./fields.ts";
import { historySource } from "./history.ts";
import { statusSource } from "./status.ts";
import { entrySource, treeSource } from "./tree.ts";
import { userSource } from "./user.ts";

export function commitSource(repository: StoredRepository, commit: Commit): Source {
  const [headline = "", ...rest] = commit.message.split("\n");
  return {
    __typename: "Commit",
    id: nodeId("C", repository.info.id, commit.oid),
    oid: commit.oid,
    abbreviatedOid: commit.oid.slice(0, 7),
    url: commitPage(repository, commit.oid),
    commitUrl: commitPage(repository, commit.oid),
    message: commit.message,
    messageHeadline: headline,
    messageBody: rest.join("\n").trim(),
    committedDate: timestamp(commit.committer.date),
    authoredDate: timestamp(commit.author.date),
    author: (_args: object, context: QueryContext) => actorSource(commit.author, context),
    committer: (_args: object, context: QueryContext) => actorSource(commit.committer, context),
    committedViaWeb: commit.committer.email === "noreply@github.com",
    status: (_args: object, context: QueryContext) => statusSource(repository, commit.oid, context),
    checkSuites: (args: Readonly<Record<string, unknown>>, context: QueryContext) =>
      checkSuitesField({ repository, sha: commit.oid }, args, context),
    tree: () => treeSource(repository, commit.tree),
    file: (args: { readonly path: string }) => {
      onlyArguments("Commit.file", args, ["path"]);
      return fileSource(repository, commit.oid, args.path);
    },
    history: (args: Readonly<Record<string, unknown>>) =>
      historySource(repository, commit.oid, args, (older) => commitSource(repository, older)),
  };
}

function actorSource(signature: Signature, { world }: QueryContext): Source {
  const { name, email, date } = signature;
  const login = loginOf(signature);
  return {
    __typename: "GitActor",
    name,
    email,
    date: date.toISOString(),
    user: login === undefined ? null : userSource(world, login),
  };
}

async function fileSource(
  repository: StoredRepository,
  commit: string,
  path: string,
): Promise<Source | null> {
  const entry = await repository.git.entry(commit, path);
  if (entry === undefined || path === "") return null;
  return entrySource(repository, entry, path);
}
