import { access } from "node:fs/promises";
import { join } from "node:path";
import type { GitHub, Repository } from "../../github/model.ts";
import { StepError } from "../errors.ts";
import { resolveCommit, unpackCommit } from "../git.ts";

/** An action's files, ready to be used. */
export interface ActionFolder {
  readonly folder: string;
  /** `acme/tools`, and the requested ref. */
  readonly repository: string;
  readonly ref: string;
  /** For messages: `acme/tools/deploy@v1`. */
  readonly label: string;
}

const REFERENCE = /^(?<owner>[\w.-]+)\/(?<name>[\w.-]+)(?:\/(?<path>[^@]+))?@(?<ref>.+)$/;

/** Fetches actions from the sandbox's repositories, once per commit, or else from the stand-ins. */
export class ActionStore {
  readonly #github: GitHub;
  readonly #cache: string;
  readonly #standIns: string;
  readonly #isShared: (used: Repository, user: Repository) => boolean;
  readonly #unpacked = new Map<string, Promise<string>>();

  /**
   * @param cache the folder to unpack into
   * @param standIns local equivalents of actions that live outside the sandbox: `<owner>/<repo>/action.yml`
   * @param isShared whether a repository's actions may be used from another
   */
  constructor(
    github: GitHub,
    cache: string,
    standIns: string,
    isShared: (used: Repository, user: Repository) => boolean,
  ) {
    this.#github = github;
    this.#cache = cache;
    this.#standIns = standIns;
    this.#isShared = isShared;
  }

  /**
   * Finds `owner/repo[/path]@ref`.
   * @param user the repository whose workflow asks
   * @throws StepError in GitHub's words if there is no such action
   */
  async fetch(uses: string, user: Repository): Promise<ActionFolder> {
    const { owner, name, path = "", ref } = REFERENCE.exec(uses)?.groups ?? {};
    if (owner === undefined || name === undefined || ref === undefined) {
      throw new StepError(`Expected format {org}/{repo}[/path]@ref. Actual '${uses}'`);
    }
    const fullName = `${owner}/${name}`;
    const repository = this.#repository(fullName);
    if (repository === undefined) {
      const folder = join(this.#standIns, owner, name, path);
      if (!(await exists(folder))) {
        throw notFound(uses);
      }
      return { folder, repository: fullName, ref, label: uses };
    }
    if (!this.#isShared(repository, user)) throw notFound(uses);
    const names = [`refs/tags/${ref}`, `refs/heads/${ref}`, ...(/^[0-9a-f]{40}$/.test(ref) ? [ref] : [])];
    const commit = await resolveCommit(repository.gitDir, names);
    if (commit === undefined) throw await unresolved(uses, ref, repository);
    return {
      folder: join(await this.unpack(repository, commit), path),
      repository: fullName,
      ref,
      label: uses,
    };
  }

  /** The folder with the files of a commit. */
  async unpack(repository: Repository, commit: string): Promise<string> {
    const folder = join(this.#cache, repository.owner, repository.name, commit);
    let unpacked = this.#unpacked.get(folder);
    if (unpacked === undefined) {
      unpacked = unpackCommit(repository.gitDir, commit, folder).then(() => folder);
      this.#unpacked.set(folder, unpacked);
    }
    return await unpacked;
  }

  #repository(fullName: string): Repository | undefined {
    try {
      return this.#github.repository(fullName);
    } catch {
      return undefined;
    }
  }
}

function notFound(uses: string): StepError {
  return new StepError(`Unable to resolve action \`${uses}\`, repository not found`);
}

async function unresolved(uses: string, ref: string, repository: Repository): Promise<StepError> {
  if (/^[0-9a-f]{7,39}$/.test(ref)) {
    const commit = await resolveCommit(repository.gitDir, [ref]);
    if (commit !== undefined) {
      return new StepError(
        `Unable to resolve action \`${uses}\`, the provided ref \`${ref}\` is the shortened version of a commit SHA, which is not supported. Please use the full commit SHA \`${commit}\` instead.`,
      );
    }
  }
  return new StepError(`Unable to resolve action \`${uses}\`, unable to find version \`${ref}\``);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
