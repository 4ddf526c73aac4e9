import type { Commit, Signature } from "./git/objects.ts";
import type { WorkflowEvent } from "./model.ts";
import type { StoredRepository } from "./repositories.ts";
import { commitPage, loginOf } from "./shapes/commit.ts";
import { repositoryShape } from "./shapes/repository.ts";
import { timestamp } from "./shapes/time.ts";
import { userShape } from "./shapes/user.ts";
import type { World } from "./world.ts";

const NOTHING = "0".repeat(40);
/** GitHub lists at most this many commits in one push event. */
const MAX_COMMITS = 2048;

/** One ref that a push moved. `before` or `after` is 40 zeros when it did not exist. */
export interface RefChange {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
}

/** The `push` event for one moved ref, with GitHub's whole payload. */
export async function pushEvent(
  world: World,
  repository: StoredRepository,
  change: RefChange,
  actor: string,
): Promise<WorkflowEvent> {
  const { ref, before, after } = change;
  const { info, git } = repository;
  const deleted = after === NOTHING;
  const created = before === NOTHING;
  const commits = deleted ? [] : await pushedCommits(repository, change);
  const head = deleted ? undefined : await git.refs.commitOf(after);
  const payload = {
    ref,
    before,
    after,
    repository: pushedRepositoryShape(world, repository),
    pusher: { name: actor, email: world.accounts.emailOf(actor) },
    sender: userShape(world, actor),
    created,
    deleted,
    forced: !created && !deleted && !(await isAncestor(repository, before, after)),
    base_ref: null,
    compare: compareUrl(repository, change),
    commits,
    head_commit: head === undefined ? null : await headCommit(repository, head, commits),
  };
  if (!deleted) return { name: "push", repository: info, ref, sha: head ?? after, actor, payload };
  // GitHub's documentation of `push`: the run of a deleted branch "reverts to the default branch".
  const fallback = `refs/heads/${info.defaultBranch}`;
  return {
    name: "push",
    repository: info,
    ref: fallback,
    sha: (await git.refs.read(fallback)) ?? NOTHING,
    actor,
    payload,
  };
}

function compareUrl({ info }: StoredRepository, { ref, before, after }: RefChange): string {
  if (before === NOTHING) return `${info.htmlUrl}/compare/${ref.replace(/^refs\/(heads|tags)\//, "")}`;
  return `${info.htmlUrl}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`;
}

/** In a push, the repository's times are epoch seconds and its owner has a name. */
function pushedRepositoryShape(world: World, repository: StoredRepository): Record<string, unknown> {
  const { info } = repository;
  return {
    ...repositoryShape(world, repository),
    owner: { ...userShape(world, info.owner), name: info.owner, email: world.accounts.emailOf(info.owner) },
    created_at: Math.floor(repository.createdAt.getTime() / 1000),
    pushed_at: Math.floor(repository.pushedAt.getTime() / 1000),
    stargazers: 0,
    master_branch: info.defaultBranch,
  };
}

async function isAncestor({ git }: StoredRepository, older: string, newer: string): Promise<boolean> {
  // Most pushes bring one commit: that needs no process.
  if ((await git.commit(newer))?.parents.includes(older) === true) return true;
  return (await git.mergeBase(older, newer)) === older;
}

async function headCommit(
  repository: StoredRepository,
  oid: string,
  commits: readonly Record<string, unknown>[],
): Promise<Record<string, unknown> | null> {
  const listed = commits.find(({ id }) => id === oid);
  if (listed !== undefined) return listed;
  const commit = await repository.git.commit(oid);
  return commit === undefined ? null : pushedCommitShape(repository, commit, []);
}

/** The pushed commits, oldest first, each with the files it touched. */
async function pushedCommits(
  repository: StoredRepository,
  { before, after }: RefChange,
): Promise<Record<string, unknown>[]> {
  const { git, info } = repository;
  const main = await git.refs.read(`refs/heads/${info.defaultBranch}`);
  const known = before !== NOTHING ? [before] : main === undefined || main === after ? [] : [main];
  const output = await git.run([
    "log",
    "-z",
    "--reverse",
    "--no-renames",
    "--name-status",
    `--max-count=${MAX_COMMITS}`,
    "--format=%x01%H",
    after,
    "--not",
    ...known,
  ]);
  const records = output.toString("utf8").split("\x01").slice(1);
  return Promise.all(
    records.map(async (record) => {
      const [oid = "", ...changes] = record.replace("\0\n", "\0").split("\0");
      const commit = await git.commit(oid);
      if (commit === undefined) throw new Error(`the pushed commit ${oid} cannot be read`);
      return pushedCommitShape(repository, commit, changes);
    }),
  );
}

/** @param changes letter and path in turn: `["A", "db/db.json", "M", "README.md"]` */
function pushedCommitShape(
  repository: StoredRepository,
  commit: Commit,
  changes: readonly string[],
): Record<string, unknown> {
  const touched = (letters: string): string[] =>
    changes.filter((_, at) => at % 2 === 1 && letters.includes(changes[at - 1] || "?"));
  return {
    id: commit.oid,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: timestamp(commit.committer.date),
    url: commitPage(repository, commit.oid),
    author: personShape(commit.author),
    committer: personShape(commit.committer),
    added: touched("A"),
    removed: touched("D"),
    modified: touched("MT"),
  };
}

function personShape(signature: Signature): Record<string, unknown> {
  const username = signature.email === "noreply@github.com" ? "web-flow" : loginOf(signature);
  return { name: signature.name, email: signature.email, ...(username === undefined ? {} : { username }) };
}
