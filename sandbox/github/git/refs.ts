import type { ObjectReader } from "./object-reader.ts";
import { git, GitError } from "./process.ts";

const NOTHING = "0".repeat(40);

interface Position {
  readonly at: Date;
  readonly oid: string | undefined;
}

/** The ref was not where the writer expected it. `actual` is where it was, if git says so. */
export class RefMoved extends Error {
  readonly actual: string | undefined;

  constructor(message: string, actual: string | undefined) {
    super(message);
    this.name = "RefMoved";
    this.actual = actual;
  }
}

/** The refs of one repository with their history: a read may ask for an earlier time. */
export class Refs {
  readonly #gitDir: string;
  readonly #reader: ObjectReader;
  readonly #clock: () => Date;
  readonly #history = new Map<string, Position[]>();

  constructor(gitDir: string, reader: ObjectReader, clock: () => Date) {
    this.#gitDir = gitDir;
    this.#reader = reader;
    this.#clock = clock;
  }

  /** Where a full ref name (`refs/heads/main`) points: now, or at the given time. */
  async read(ref: string, asOf?: Date): Promise<string | undefined> {
    if (!isRefName(ref)) return undefined;
    if (asOf !== undefined) {
      return this.#history.get(ref)?.findLast(({ at }) => at.getTime() <= asOf.getTime())?.oid;
    }
    return (await this.#reader.read(ref))?.oid;
  }

  /**
   * The commit that a user means by a branch, a tag, a (partly) qualified ref or a commit id, in this order.
   * Nothing else is supported: no `main~1`, no `@{yesterday}`.
   */
  async commitOf(name: string, asOf?: Date): Promise<string | undefined> {
    const qualified = name.startsWith("refs/") ? [name] : [];
    for (const ref of [`refs/heads/${name}`, `refs/tags/${name}`, `refs/${name}`, ...qualified]) {
      const oid = await this.read(ref, asOf);
      if (oid !== undefined) return this.#peel(oid);
    }
    return /^[0-9a-f]{4,40}$/.test(name) ? this.#peel(name) : undefined;
  }

  async #peel(oid: string): Promise<string | undefined> {
    return (await this.#reader.read(`${oid}^{commit}`))?.oid;
  }

  /**
   * Moves a ref from one commit to another with git's own compare-and-swap.
   * @param from where it must be now; undefined when it must not exist
   * @throws RefMoved when it is elsewhere, with git's words: `is at <oid> but expected <oid>`
   */
  async update(ref: string, to: string, from: string | undefined): Promise<void> {
    try {
      await git(["update-ref", ref, to, from ?? NOTHING], { env: { GIT_DIR: this.#gitDir } });
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      const moved = /(is at ([0-9a-f]{40}) but expected [0-9a-f]{40}|reference already exists)/.exec(
        error.stderr,
      );
      if (moved === null) throw error;
      throw new RefMoved(moved[1] ?? "", moved[2]);
    }
    this.record(ref, to);
  }

  /** Sets a ref, wherever it was; undefined deletes it. */
  async set(ref: string, to: string | undefined): Promise<void> {
    const change = to === undefined ? ["-d", ref] : [ref, to];
    await git(["update-ref", ...change], { env: { GIT_DIR: this.#gitDir } });
    this.record(ref, to);
  }

  /** Records a move that git has already made, such as a push. */
  record(ref: string, oid: string | undefined, at: Date = this.#clock()): void {
    const positions = this.#history.get(ref) ?? [];
    positions.push({ at, oid: oid === NOTHING ? undefined : oid });
    this.#history.set(ref, positions);
  }
}

/** What `git check-ref-format` allows, as far as a lookup needs it. */
function isRefName(name: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what the rule forbids
  return name !== "" && !/[\0- ~^:?*[\\\x7f]|\.\.|@\{|\/\/|^\/|\/$|\.lock$/.test(name);
}
