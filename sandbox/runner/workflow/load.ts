import type { Repository } from "../../github/model.ts";
import { InvalidFileError } from "../errors.ts";
import { listFolder, readFileAt } from "../git.ts";
import type { FileOrigin } from "./model.ts";
import { type OpenedWorkflow, openWorkflow } from "./parse.ts";

/** The only folder that GitHub runs workflows from. */
export const WORKFLOW_FOLDER = ".github/workflows";

/** Reads workflow files out of git, each once for each commit. */
export class WorkflowLoader {
  readonly #texts = new Map<string, Promise<string | undefined>>();

  /** The paths of the workflow files at a commit. */
  async list({ gitDir }: Repository, sha: string): Promise<readonly string[]> {
    return (await listFolder(gitDir, sha, WORKFLOW_FOLDER)).filter((path) => /\.ya?ml$/.test(path));
  }

  /** Whether there is such a file. */
  async has(origin: FileOrigin): Promise<boolean> {
    return (await this.#read(origin)) !== undefined;
  }

  /** @throws InvalidFileError when it is not there or not a workflow; UnsupportedError */
  async open(origin: FileOrigin): Promise<OpenedWorkflow> {
    const content = await this.#read(origin);
    if (content === undefined) throw new InvalidFileError(`${origin.label}: workflow was not found.`);
    return openWorkflow(origin, content);
  }

  async #read({ repository, sha, path }: FileOrigin): Promise<string | undefined> {
    const key = `${repository.fullName}:${sha}:${path}`;
    let text = this.#texts.get(key);
    if (text === undefined) {
      text = readFileAt(repository.gitDir, sha, path);
      this.#texts.set(key, text);
    }
    return await text;
  }
}
