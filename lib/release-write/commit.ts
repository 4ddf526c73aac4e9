import type { BranchView, CommitRequest, Committed } from "../github/branch/branch-writer.ts";
import { commitToBranch } from "../github/branch/commit-to-branch.ts";
import { requiredFile } from "../github/branch/required-file.ts";
import type { GitHubRepository } from "../github/github-repository.ts";
import { locksPath } from "../releases/documents/locks.ts";
import { knownBy } from "../releases/history/commit-message.ts";
import type { VerifiedBuild } from "../releases/rules/verified-build.ts";
import type { DatabaseChange, Update } from "./decide.ts";
import type { DocumentPaths, DocumentTexts } from "./documents.ts";

/** The repository and the branch, for a decision that needs the branch's history. */
export interface DatabaseView extends BranchView {
  readonly repository: GitHubRepository;
  /** All files that were read, those of `alsoReads` among them; what is not there is absent. */
  readonly files: ReadonlyMap<string, string>;
}

export interface DatabaseCommit<T extends Update>
  extends DocumentPaths, Omit<CommitRequest<T>, "paths" | "decide" | "markers"> {
  /** The operation's id, which the commit message carries. */
  readonly id: string;
  /**
   * The build that a token proved. Anyone who can dispatch can claim an id, so the commit of a proved dispatch is known by
   * its proof as well.
   */
  readonly verified?: VerifiedBuild | undefined;
  /** Decide, but write nothing. */
  readonly dryRun: boolean;
  /** Further files that the decision looks at, and may write in the same commit. */
  readonly alsoReads?: readonly string[];
  /** Called again whenever the branch has moved. */
  readonly decide: (
    files: DocumentTexts,
    view: DatabaseView,
  ) => DatabaseChange<T> | Promise<DatabaseChange<T>>;
}

/** Changes the database in one commit, or only decides in a dry run. Throws what commitToBranch throws. */
export function commitDatabase<T extends Update>(
  repository: GitHubRepository,
  { id, path, policyPath, dryRun, verified, alsoReads = [], decide, ...request }: DatabaseCommit<T>,
): Promise<Committed<T>> {
  return commitToBranch(repository, {
    ...request,
    paths: [...new Set([path, policyPath, locksPath(path), ...alsoReads])],
    markers: knownBy(id, verified),
    decide: async (files, { head, earlier }) => {
      const database = requiredFile(files, path, request.branch);
      const found = { database, policy: files.get(policyPath), locks: files.get(locksPath(path)) };
      const { update, content } = await decide(found, { repository, head, earlier, files });
      return { result: update, ...(content !== undefined && !dryRun && { content }) };
    },
  });
}

/** The current time, to the second: people read the file. */
export function releaseTime(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}
