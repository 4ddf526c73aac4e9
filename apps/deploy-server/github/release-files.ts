import { parseServerConfig, type ServerConfig } from "../../../lib/deploys/config/server-config.ts";
import { readBranch } from "../../../lib/github/branch/read-branch.ts";
import { requiredFile } from "../../../lib/github/branch/required-file.ts";
import { request } from "../../../lib/github/github-repository.ts";
import { readDocuments, type Documents } from "../../../lib/release-write/documents.ts";
import { locksPath } from "../../../lib/releases/documents/locks.ts";
import { step } from "../../../lib/store/step.ts";
import type { ReleaseFiles } from "../settings.ts";
import type { GitHubAccess } from "./access.ts";

/** The release repository as it is now: what should run, who may, and where. */
export interface ReleaseState extends Documents {
  /** The branch's head: 40 hex. */
  readonly head: string;
  readonly config: ServerConfig;
  /** The text of each further file that was asked for, by path. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Reads the release repository at its branch's head: one request.
 * @param more further files to read, at the same commit
 * @throws InvalidDocument for a file that is broken, GitHubFailure
 */
export async function readReleaseState(
  access: GitHubAccess,
  releases: ReleaseFiles,
  more: readonly string[] = [],
): Promise<ReleaseState> {
  const { repository: name, branch } = releases;
  const repository = await step("github.releases", () => access.at(name));
  const paths = [...new Set([...releasePaths(releases), ...more])];
  const attempt = { doing: `read ${branch}`, permission: "contents: read" };
  const { head, files } = await step("github.read release files", () =>
    request(repository, attempt, () => readBranch(repository, { branch, paths })),
  );
  return releaseStateOf(releases, { head, files });
}

/** Where the files are that say what should run, who may, and where. */
export function releasePaths({
  database,
  policy,
  server,
}: Omit<ReleaseFiles, "repository">): readonly string[] {
  return [database, policy, locksPath(database), server];
}

/**
 * What a commit's files say.
 * @param commit with the texts of its files by path: a missing file is absent
 * @throws InvalidDocument for a file that is broken, GitHubFailure for one that must be there
 */
export function releaseStateOf(
  { branch, database, policy, server }: Omit<ReleaseFiles, "repository">,
  { head, files }: Pick<ReleaseState, "head" | "files">,
): ReleaseState {
  const locks = locksPath(database);
  const texts = {
    database: requiredFile(files, database, branch),
    policy: files.get(policy),
    locks: files.get(locks),
  };
  return {
    ...readDocuments(texts, { path: database, policyPath: policy }),
    head,
    config: parseServerConfig(requiredFile(files, server, branch), server),
    files,
  };
}
