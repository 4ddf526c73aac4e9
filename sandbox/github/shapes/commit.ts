import type { Commit, Signature } from "../git/objects.ts";
import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";
import { nodeId } from "./node-id.ts";
import { timestamp } from "./time.ts";
import { userShape } from "./user.ts";

const commitUrl = (world: World, { info }: StoredRepository, oid: string): string =>
  `${world.apiUrl}/repos/${info.fullName}/commits/${oid}`;

/** A commit's page. */
export const commitPage = ({ info }: StoredRepository, oid: string): string =>
  `${info.htmlUrl}/commit/${oid}`;

const signatureShape = ({ name, email, date }: Signature): Record<string, unknown> => ({
  name,
  email,
  date: timestamp(date),
});

/** The login in an address that GitHub itself gave: `1001+octocat@users.noreply.github.com`. */
export const loginOf = ({ email }: Signature): string | undefined =>
  /^\d+\+(.+)@users\.noreply\.github\.com$/.exec(email)?.[1];

/** The sandbox signs nothing, and says so. */
const unsigned = { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null };

/** The commit as git knows it, at the address that git objects have: `file-commit` and inside of "commit". */
export function gitCommitShape(
  world: World,
  repository: StoredRepository,
  commit: Commit,
): Record<string, unknown> {
  const git = `${world.apiUrl}/repos/${repository.info.fullName}/git`;
  return {
    sha: commit.oid,
    node_id: nodeId("C", repository.info.id, commit.oid),
    url: `${git}/commits/${commit.oid}`,
    html_url: commitPage(repository, commit.oid),
    author: signatureShape(commit.author),
    committer: signatureShape(commit.committer),
    message: commit.message,
    tree: { sha: commit.tree, url: `${git}/trees/${commit.tree}` },
    parents: commit.parents.map((oid) => ({
      sha: oid,
      url: `${git}/commits/${oid}`,
      html_url: commitPage(repository, oid),
    })),
    verification: unsigned,
  };
}

/** GitHub's "commit", without the changed files. */
export function commitShape(
  world: World,
  repository: StoredRepository,
  commit: Commit,
): Record<string, unknown> {
  const { sha, node_id, url, author, committer, message, tree, verification } = gitCommitShape(
    world,
    repository,
    commit,
  );
  const userOf = (signature: Signature): unknown => {
    const login = loginOf(signature);
    return login === undefined ? null : userShape(world, login);
  };
  return {
    sha,
    node_id,
    commit: { url, author, committer, message, tree, comment_count: 0, verification },
    url: commitUrl(world, repository, commit.oid),
    html_url: commitPage(repository, commit.oid),
    comments_url: `${commitUrl(world, repository, commit.oid)}/comments`,
    author: userOf(commit.author),
    committer: userOf(commit.committer),
    parents: commit.parents.map((oid) => ({
      sha: oid,
      url: commitUrl(world, repository, oid),
      html_url: commitPage(repository, oid),
    })),
  };
}

/** GitHub's "simple commit": in workflow runs and check suites. */
export function simpleCommitShape(commit: Commit): Record<string, unknown> {
  const person = ({ name, email }: Signature): Record<string, unknown> => ({ name, email });
  return {
    id: commit.oid,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: timestamp(commit.committer.date),
    author: person(commit.author),
    committer: person(commit.committer),
  };
}
