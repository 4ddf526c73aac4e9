import type { Commit, Signature } from "../git/objects.ts";
import type { StoredRepository } from "../repositories.ts";
import { commitPage } from "../shapes/commit.ts";
import { nodeId } from "../shapes/node-id.ts";
import { timestamp } from "../shapes/time.ts";
import { onlyArguments } from "./errors.ts";
import type { Source } from "./fields.ts";
import { historySource } from "./history.ts";
import { entrySource, treeSource } from "./tree.ts";

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
    author: actorSource(commit.author),
    committer: actorSource(commit.committer),
    committedViaWeb: commit.committer.email === "noreply@github.com",
    tree: () => treeSource(repository, commit.tree),
    file: (args: { readonly path: string }) => {
      onlyArguments("Commit.file", args, ["path"]);
      return fileSource(repository, commit.oid, args.path);
    },
    history: (args: Readonly<Record<string, unknown>>) =>
      historySource(repository, commit.oid, args, (older) => commitSource(repository, older)),
  };
}

const actorSource = ({ name, email, date }: Signature): Source => ({
  __typename: "GitActor",
  name,
  email,
  date: date.toISOString(),
});

async function fileSource(
  repository: StoredRepository,
  commit: string,
  path: string,
): Promise<Source | null> {
  const entry = await repository.git.entry(commit, path);
  if (entry === undefined || path === "") return null;
  return entrySource(repository, entry, path);
}
