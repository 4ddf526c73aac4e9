import type { Accounts } from "./accounts.ts";
import { RepositoryMaker, type BareRepository } from "./git/bare-repository.ts";
import { commitFirst } from "./git/first-commit.ts";
import type { NewRepository, Repository } from "./model.ts";

/** A repository, including what only the sandbox's own parts need. */
export interface StoredRepository {
  readonly info: Repository;
  readonly git: BareRepository;
  readonly isTemplate: boolean;
  /** The repository that it is a fork of. */
  readonly parent: StoredRepository | undefined;
  readonly createdAt: Date;
  pushedAt: Date;
}

/** All repositories, each a bare one at `<directory>/<owner>/<name>.git`. */
export class Repositories {
  readonly directory: string;
  readonly #url: () => string;
  readonly #maker: RepositoryMaker;
  readonly #accounts: Accounts;
  readonly #clock: () => Date;
  readonly #stored = new Map<string, StoredRepository>();
  /** Former names of repositories, which GitHub redirects from; lower-case. */
  readonly #former = new Map<string, StoredRepository>();
  readonly #removed = new Set<string>();
  #lastId = 700_000_000;

  constructor(options: {
    readonly directory: string;
    readonly url: () => string;
    readonly hooksPath: string;
    readonly accounts: Accounts;
    readonly clock: () => Date;
  }) {
    this.directory = options.directory;
    this.#url = options.url;
    this.#maker = new RepositoryMaker(options.directory, options.hooksPath, options.clock);
    this.#accounts = options.accounts;
    this.#clock = options.clock;
  }

  /** By full name, in any case, as on GitHub. */
  find(fullName: string): StoredRepository | undefined {
    return this.#stored.get(fullName.toLowerCase());
  }

  /** By a former name. */
  findFormer(fullName: string): StoredRepository | undefined {
    return this.#former.get(fullName.toLowerCase());
  }

  findById(id: number): StoredRepository | undefined {
    return [...this.#stored.values()].find(({ info }) => info.id === id);
  }

  all(): readonly Repository[] {
    return [...this.#stored.values()].map(({ info }) => info);
  }

  async create(fullName: string, options: NewRepository = {}): Promise<StoredRepository> {
    const stored = await this.#make(fullName, options);
    this.#accounts.addOrganization(stored.info.owner);
    if (options.files !== undefined) await this.#commitFirst(stored, options.files, options.executables);
    this.#stored.set(fullName.toLowerCase(), stored);
    return stored;
  }

  /** Copies a repository into a user's account, with its branches and tags. */
  async fork(parent: StoredRepository, owner: string): Promise<StoredRepository> {
    const { name, defaultBranch, private: isPrivate } = parent.info;
    const fullName = `${owner}/${name}`;
    const stored = await this.#make(fullName, { defaultBranch, private: isPrivate }, parent);
    await stored.git.copyRefs(parent.git, ["refs/heads/*", "refs/tags/*"]);
    this.#stored.set(fullName.toLowerCase(), stored);
    return stored;
  }

  /** An account's fork of a repository, or of a fork of it. */
  findFork(of: StoredRepository, owner: string): StoredRepository | undefined {
    const isFork = ({ parent }: StoredRepository): boolean =>
      parent !== undefined && (parent === of || isFork(parent));
    return [...this.#stored.values()].find(
      (stored) => stored.info.owner.toLowerCase() === owner.toLowerCase() && isFork(stored),
    );
  }

  async #make(
    fullName: string,
    options: NewRepository,
    parent?: StoredRepository,
  ): Promise<StoredRepository> {
    const [owner = "", name = "", ...rest] = fullName.split("/");
    if (!isName(owner) || !isName(name) || rest.length > 0) {
      throw new Error(`"${fullName}" is not a full repository name such as "acme/my-app"`);
    }
    if (this.find(fullName) !== undefined) throw new Error(`the repository ${fullName} exists already`);
    // A former name means whichever repository takes it next; the one that had it keeps its place on disk.
    const isTaken = this.#former.delete(fullName.toLowerCase()) || this.#removed.has(fullName.toLowerCase());
    const defaultBranch = options.defaultBranch ?? "main";
    const id = ++this.#lastId;
    const gitDir = `${this.directory}/${owner}/${isTaken ? `${name}-${id}` : name}.git`;
    const git = await this.#maker.make(gitDir, defaultBranch);
    const htmlUrl = `${this.#url()}/${fullName}`;
    const info: Repository = {
      id,
      owner,
      name,
      fullName,
      defaultBranch,
      gitDir,
      cloneUrl: `${htmlUrl}.git`,
      htmlUrl,
      private: options.private ?? false,
      archived: false,
    };
    const now = this.#clock();
    const isTemplate = options.isTemplate ?? false;
    return { info, git, isTemplate, parent, createdAt: now, pushedAt: now };
  }

  /** Its id and its place on disk stay. Everything that holds its `info` sees the new name. */
  move({ info }: StoredRepository, { owner, name }: { readonly owner: string; readonly name: string }): void {
    const { fullName: before } = info;
    const fullName = `${owner}/${name}`;
    const stored = this.#stored.get(before.toLowerCase());
    // Its own former name it may have again, which then leads nowhere else.
    const former = this.findFormer(fullName);
    const isTaken = this.find(fullName) !== undefined || (former !== undefined && former !== stored);
    if (!isName(name) || isTaken) throw new Error(`${before} cannot be renamed to "${fullName}"`);
    if (stored === undefined) throw new Error(`there is no repository ${before}`);
    const htmlUrl = `${this.#url()}/${fullName}`;
    this.#accounts.addOrganization(owner);
    Object.assign(info, { owner, name, fullName, htmlUrl, cloneUrl: `${htmlUrl}.git` });
    this.#stored.delete(before.toLowerCase());
    this.#stored.set(fullName.toLowerCase(), stored);
    this.#former.delete(fullName.toLowerCase());
    this.#former.set(before.toLowerCase(), stored);
  }

  change({ info }: StoredRepository, to: Partial<Pick<Repository, "archived" | "private">>): void {
    Object.assign(info, to);
  }

  /** Its place on disk stays, and nobody gets it again. */
  remove(stored: StoredRepository): void {
    const { fullName } = stored.info;
    this.#stored.delete(fullName.toLowerCase());
    for (const [former, one] of this.#former) if (one === stored) this.#former.delete(former);
    this.#removed.add(fullName.toLowerCase());
    stored.git.close();
  }

  async #commitFirst(
    stored: StoredRepository,
    files: NonNullable<NewRepository["files"]>,
    executables: readonly string[] = [],
  ): Promise<void> {
    const { owner, defaultBranch } = stored.info;
    const author = { name: owner, email: this.#accounts.emailOf(owner), date: stored.createdAt };
    const ref = `refs/heads/${defaultBranch}`;
    const oid = await commitFirst(stored.git, ref, {
      files: new Map(
        Object.entries(files).map(([path, content]) => [
          path,
          typeof content === "string" ? Buffer.from(content) : content,
        ]),
      ),
      executables: new Set(executables),
      author,
      message: "Initial commit",
    });
    // However far back a stale read looks, it finds the repository's first state.
    stored.git.refs.record(ref, oid, new Date(0));
  }

  close(): void {
    for (const { git } of this.#stored.values()) git.close();
  }
}

/** What GitHub allows in an owner's or a repository's name. */
const isName = (text: string): boolean => /^[A-Za-z0-9._-]+$/.test(text) && text !== "." && text !== "..";
