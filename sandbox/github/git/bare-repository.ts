import { mkdir, readFile, writeFile } from "node:fs/promises";
import { ObjectReader } from "./object-reader.ts";
import { parseCommit, parseTree, type Commit, type GitObject, type TreeEntry } from "./objects.ts";
import { git, GitError } from "./process.ts";
import { Refs } from "./refs.ts";

const KEPT_HISTORIES = 16;

/** One real bare repository on disk. */
export class BareRepository {
  readonly gitDir: string;
  readonly refs: Refs;
  readonly #reader: ObjectReader;
  readonly #histories = new Map<string, Promise<readonly string[]>>();

  constructor(gitDir: string, clock: () => Date) {
    this.gitDir = gitDir;
    this.#reader = new ObjectReader(gitDir);
    this.refs = new Refs(gitDir, this.#reader, clock);
  }

  async commit(oid: string): Promise<Commit | undefined> {
    const object = await this.#reader.read(`${oid}^{commit}`);
    return object === undefined ? undefined : parseCommit(object);
  }

  async blob(oid: string): Promise<Buffer | undefined> {
    const object = await this.#reader.read(oid);
    return object?.type === "blob" ? object.content : undefined;
  }

  async tree(oid: string): Promise<TreeEntry[] | undefined> {
    const object = await this.#reader.read(`${oid}^{tree}`);
    return object === undefined ? undefined : parseTree(object.content);
  }

  /** Whether an object is a blob, tree, commit or tag, if it is there. */
  async typeOf(oid: string): Promise<GitObject["type"] | undefined> {
    return (await this.#reader.read(oid))?.type;
  }

  /** What is at a path (`db/db.json`) in a commit; the root tree for the empty path. */
  async entry(commitOid: string, path: string): Promise<TreeEntry | undefined> {
    const commit = await this.commit(commitOid);
    if (commit === undefined) return undefined;
    let found: TreeEntry = { mode: "40000", name: "", oid: commit.tree };
    for (const name of path.split("/").filter((part) => part !== "")) {
      if (found.mode !== "40000") return undefined;
      const next = (await this.tree(found.oid))?.find((entry) => entry.name === name);
      if (next === undefined) return undefined;
      found = next;
    }
    return found;
  }

  /**
   * A commit and its ancestors, newest first, as oids. A commit's ancestors never change, so the last answers
   * are kept: many writers ask at the same time.
   * @param options further arguments of `git rev-list`
   */
  history(from: string, options: readonly string[]): Promise<readonly string[]> {
    const key = [from, ...options].join("\0");
    const known = this.#histories.get(key);
    if (known !== undefined) return known;
    const history = this.run(["--literal-pathspecs", "rev-list", from, ...options]).then((output) =>
      output.toString("utf8").split("\n").filter(Boolean),
    );
    if (this.#histories.size >= KEPT_HISTORIES) this.#histories.clear();
    this.#histories.set(key, history);
    return history;
  }

  /** The newest commit that both descend from, if any. */
  async mergeBase(one: string, other: string): Promise<string | undefined> {
    try {
      return (await this.run(["merge-base", one, other])).toString("utf8").trim();
    } catch (error) {
      if (error instanceof GitError && error.exitCode === 1) return undefined;
      throw error;
    }
  }

  /** Copies a commit from another repository, with everything it needs. */
  async takeCommit(from: BareRepository, oid: string): Promise<void> {
    await this.run(["fetch", "--quiet", "--no-write-fetch-head", from.gitDir, oid]);
  }

  /** Copies all matching refs of another repository: `refs/heads/*`. */
  async copyRefs(from: BareRepository, patterns: readonly string[]): Promise<void> {
    const refspecs = patterns.map((pattern) => `${pattern}:${pattern}`);
    await this.run(["fetch", "--quiet", "--no-write-fetch-head", "--no-tags", from.gitDir, ...refspecs]);
    const listed = (await this.run(["for-each-ref", "--format=%(refname) %(objectname)"])).toString("utf8");
    // However far back a stale read looks, it finds the copy's first state.
    for (const [, ref = "", oid] of listed.matchAll(/^(\S+) (\S+)$/gm))
      this.refs.record(ref, oid, new Date(0));
  }

  /** Runs a git command in this repository. */
  run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Buffer> {
    return git(args, { env: { GIT_DIR: this.gitDir, ...env } });
  }

  /** Runs a git command in this repository that reads its stdin. */
  feed(
    args: readonly string[],
    stdin: string | Uint8Array,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Buffer> {
    return git(args, { stdin, env: { GIT_DIR: this.gitDir, ...env } });
  }

  close(): void {
    this.#reader.close();
  }
}

/**
 * What a repository on GitHub allows its clients: fetching any reachable commit by id (actions/checkout does),
 * partial clones, and pushes, but not to the refs of pull requests. Writers of one ref wait for each other instead of failing on its lock file.
 */
const configuration = (hooksPath: string): string => `
[core]
\thooksPath = ${JSON.stringify(hooksPath)}
\tfilesRefLockTimeout = 10000
\tpackedRefsTimeout = 10000
\tlogAllRefUpdates = false
[http]
\treceivepack = true
[uploadpack]
\tallowReachableSHA1InWant = true
\tallowFilter = true
[receive]
\tautogc = false
\thideRefs = refs/pull
[gc]
\tauto = 0
`;

/** Makes identical empty bare repositories. `git init` runs once, because tests make hundreds. */
export class RepositoryMaker {
  readonly #directory: string;
  readonly #hooksPath: string;
  readonly #clock: () => Date;
  #config: Promise<string> | undefined;

  /** @param directory where the one that git made is kept */
  constructor(directory: string, hooksPath: string, clock: () => Date) {
    this.#directory = directory;
    this.#hooksPath = hooksPath;
    this.#clock = clock;
  }

  async make(gitDir: string, defaultBranch: string): Promise<BareRepository> {
    const config = await (this.#config ??= this.#gitsOwn());
    // gitrepository-layout(5): this is all that a repository must have.
    await Promise.all(["objects", "refs"].map((folder) => mkdir(`${gitDir}/${folder}`, { recursive: true })));
    await writeFile(`${gitDir}/config`, config);
    await writeFile(`${gitDir}/HEAD`, `ref: refs/heads/${defaultBranch}\n`);
    return new BareRepository(gitDir, this.#clock);
  }

  /** The configuration that git gives a bare repository on this machine, with what GitHub's have. */
  async #gitsOwn(): Promise<string> {
    const gitDir = `${this.#directory}/.pristine.git`;
    await git(["init", "--quiet", "--bare", "--template=", gitDir]);
    return (await readFile(`${gitDir}/config`, "utf8")) + configuration(this.#hooksPath);
  }
}
