import { posix } from "node:path";
import type { Repository } from "../../github/model.ts";
import { InvalidFileError } from "../errors.ts";
import { listFiles, readBlob } from "../git.ts";
import { readWorkflow, type ReadFile } from "../template/read.ts";
import type { FileOrigin } from "./model.ts";
import { openRead, type OpenedWorkflow } from "./parse.ts";

/** The only folder that GitHub runs workflows from. */
export const WORKFLOW_FOLDER = ".github/workflows";

/**
 * Reads workflow files from git. Each event reads all of them, and hardly any commit changes one: a folder is listed
 * once per commit, and a file read and parsed once per content.
 */
export class WorkflowLoader {
  readonly #folders = new Map<string, Promise<ReadonlyMap<string, string>>>();
  readonly #files = new Map<string, Promise<ReadFile>>();

  /** The paths of the workflow files at a commit. */
  async list(repository: Repository, sha: string): Promise<readonly string[]> {
    const files = await this.#folder(repository, sha, WORKFLOW_FOLDER);
    return [...files.keys()].filter((path) => /\.ya?ml$/.test(path));
  }

  /** Whether there is such a file. */
  async has(origin: FileOrigin): Promise<boolean> {
    return (await this.#blobOf(origin)) !== undefined;
  }

  /** @throws InvalidFileError if it is missing or not a workflow; UnsupportedError */
  async open(origin: FileOrigin): Promise<OpenedWorkflow> {
    const blob = await this.#blobOf(origin);
    if (blob === undefined) throw new InvalidFileError(`${origin.label}: workflow was not found.`);
    return openRead(origin, await this.#read(origin, blob));
  }

  async #blobOf({ repository, sha, path }: FileOrigin): Promise<string | undefined> {
    return (await this.#folder(repository, sha, posix.dirname(path))).get(path);
  }

  #folder({ gitDir }: Repository, sha: string, folder: string): Promise<ReadonlyMap<string, string>> {
    return once(this.#folders, `${gitDir}:${sha}:${folder}`, () => listFiles(gitDir, sha, folder));
  }

  /** The locations of its parts name the file: under another name, it is read again. */
  #read({ repository: { gitDir }, label }: FileOrigin, blob: string): Promise<ReadFile> {
    return once(this.#files, `${blob}:${label}`, async () =>
      readWorkflow(label, await readBlob(gitDir, blob)),
    );
  }
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const made = known.get(key) ?? make();
  known.set(key, made);
  return made;
}
