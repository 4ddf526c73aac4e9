import {
  commitToBranch,
  type BranchCommit,
  type Committed,
  type Sight,
} from "../github/branch/branch-commit.ts";
import { UnusableBranch } from "../github/branch/read-branch.ts";
import type { Client } from "../github/client.ts";
import { dispatchTrailer } from "../releases/history/commit-message.ts";
import type { Change, Update } from "./decide.ts";
import type { Files, Paths } from "./documents.ts";

/** What a decision may look at beside the files: the branch's history, with GitHub to ask for it. */
export interface DatabaseSight extends Sight {
  readonly client: Client;
}

export interface DatabaseCommit<T extends Update>
  extends Paths, Omit<BranchCommit<T>, "paths" | "decide" | "marker"> {
  /** Of what is done: the commit's message carries it. */
  readonly id: string;
  /** Only decide, and write nothing. */
  readonly dryRun: boolean;
  /** Asked again whenever the branch has moved. */
  readonly decide: (files: Files, sight: DatabaseSight) => Change<T> | Promise<Change<T>>;
}

/** Changes the database in one commit, or only decides in a dry run. Throws what commitToBranch does. */
export function commitDatabase<T extends Update>(
  client: Client,
  { id, path, policyPath, dryRun, decide, ...request }: DatabaseCommit<T>,
): Promise<Committed<T>> {
  return commitToBranch(client, {
    ...request,
    paths: [path, policyPath],
    marker: dispatchTrailer(id),
    decide: async (files, { head, earlier }) => {
      const database = files.get(path);
      if (database === undefined)
        throw new UnusableBranch(`${path} does not exist on branch ${request.branch}: commit it first.`);
      const found = { database, policy: files.get(policyPath) };
      const { update, content } = await decide(found, { client, head, earlier });
      return { result: update, ...(content !== undefined && !dryRun && { content }) };
    },
  });
}

/** Now. Seconds are enough, and the file is read by people. */
export function releaseTime(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}
