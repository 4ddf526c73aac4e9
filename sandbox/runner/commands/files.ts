import { randomUUID } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../errors.ts";

/** The files through which a process sets outputs, variables, state, path and summary. */
export interface CommandFiles {
  readonly output: string;
  readonly env: string;
  readonly path: string;
  readonly state: string;
  readonly stepSummary: string;
}

/** What a process wrote to them. */
export interface FileCommands {
  readonly outputs: ReadonlyMap<string, string>;
  readonly env: ReadonlyMap<string, string>;
  readonly path: readonly string[];
  readonly state: ReadonlyMap<string, string>;
  readonly summary: string;
}

/** GitHub uploads a step's summary up to this size. */
const LONGEST_SUMMARY = 1024 * 1024;

/** Empty files for one process, in a folder. */
export async function createCommandFiles(folder: string): Promise<CommandFiles> {
  const id = randomUUID();
  const files: CommandFiles = {
    output: join(folder, `set_output_${id}`),
    env: join(folder, `set_env_${id}`),
    path: join(folder, `add_path_${id}`),
    state: join(folder, `save_state_${id}`),
    stepSummary: join(folder, `step_summary_${id}`),
  };
  await Promise.all(Object.values(files).map(async (file: string) => await writeFile(file, "")));
  return files;
}

/**
 * Reads what the process left and removes the files. A malformed file does not discard the others.
 * @param report called with what is wrong, in the runner's words, and whether the step fails
 */
export async function readCommandFiles(
  files: CommandFiles,
  report: (problem: string, fails: boolean) => void,
): Promise<FileCommands> {
  const pairs = async (file: string, command: string): Promise<ReadonlyMap<string, string>> => {
    try {
      return parseKeyValues(await text(file));
    } catch (error) {
      report(`Unable to process file command '${command}' successfully.`, true);
      report(messageOf(error), true);
      return new Map();
    }
  };
  const env = new Map(await pairs(files.env, "env"));
  if (env.delete("NODE_OPTIONS")) {
    report("Unable to process file command 'env' successfully.", true);
    report("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.", true);
  }
  let summary = await text(files.stepSummary);
  const size = Buffer.byteLength(summary);
  if (size > LONGEST_SUMMARY) {
    report(
      `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${LONGEST_SUMMARY / 1024}k, got ${Math.floor(size / 1024)}k. For more information see: https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-markdown-summary`,
      false,
    );
    summary = "";
  }
  const commands: FileCommands = {
    outputs: await pairs(files.output, "output"),
    env,
    path: (await text(files.path)).split(/\r?\n/).filter((line) => line !== ""),
    state: await pairs(files.state, "state"),
    summary,
  };
  await Promise.all(Object.values(files).map(async (file: string) => await rm(file, { force: true })));
  return commands;
}

/** A process may have removed a file: that counts as writing nothing. */
async function text(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).replace(/^\uFEFF/, "");
  } catch {
    return "";
  }
}

/**
 * `name=value` lines and `name<<DELIMITER` blocks.
 * @throws Error in the runner's words
 */
export function parseKeyValues(content: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const lines = content.split("\n");
  // Empty text after the last newline is not a line.
  if (lines.at(-1) === "") lines.pop();
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    if (line === "") continue;
    const equals = line.indexOf("=");
    const heredoc = line.indexOf("<<");
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      if (equals === 0) throw new Error(`Invalid format '${line}'. Name must not be empty`);
      values.set(line.slice(0, equals), line.slice(equals + 1));
    } else if (heredoc >= 0) {
      const name = line.slice(0, heredoc);
      const delimiter = line.slice(heredoc + 2);
      if (name === "" || delimiter === "") {
        throw new Error(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`);
      }
      const end = lines.indexOf(delimiter, index + 1);
      if (end === -1) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
      values.set(name, lines.slice(index + 1, end).join("\n"));
      index = end;
    } else {
      throw new Error(`Invalid format '${line}'`);
    }
  }
  return values;
}
