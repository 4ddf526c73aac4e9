import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as core from "@actions/core";
import { jest } from "@jest/globals";
import { annotationOf, parseCommand, parseKeyValues, type Annotation } from "@release-channels/sandbox";

/** What a step said. */
export interface Heard {
  readonly outputs: Readonly<Record<string, string>>;
  /** What it saved for the end of its job. */
  readonly state: Readonly<Record<string, string>>;
  readonly annotations: readonly Annotation[];
  /** What only those who debug are shown. */
  readonly debug: readonly string[];
  /** The lines of the log that are no commands. */
  readonly log: readonly string[];
  /** HTML. */
  readonly summary: string;
  /** Undefined unless it was set. */
  readonly exitCode: number | string | undefined;
}

/**
 * Hears what a function tells the runner, in this process. For the texts and the order of a report: a bundle costs 50
 * times as much, and shows for one report that they get to the runner.
 */
export async function hear(act: () => void | Promise<void>): Promise<Heard> {
  const folder = await mkdtemp(join(tmpdir(), "heard-"));
  const files = { GITHUB_OUTPUT: join(folder, "output"), GITHUB_STATE: join(folder, "state") };
  for (const file of Object.values(files)) await writeFile(file, "");
  // The toolkit looks this one up once in a process, so that its content is caught below.
  const variables = { ...files, GITHUB_STEP_SUMMARY: join(folder, "summary.md") };
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  const lines: string[] = [];
  let summary = "";
  const spies = [
    jest.spyOn(process.stdout, "write").mockImplementation((text) => {
      lines.push(...String(text).split(/\r?\n/).filter(Boolean));
      return true;
    }),
    jest.spyOn(core.summary, "write").mockImplementation(async () => {
      summary += core.summary.stringify();
      return core.summary.emptyBuffer();
    }),
  ];
  const { exitCode: earlier } = process;
  process.exitCode = undefined;
  try {
    await act();
    return {
      outputs: await valuesIn(files.GITHUB_OUTPUT),
      state: await valuesIn(files.GITHUB_STATE),
      annotations: lines.flatMap((line) => annotationsOf(line)),
      debug: lines.flatMap(debugOf),
      log: lines.filter((line) => parseCommand(line) === undefined),
      summary,
      exitCode: process.exitCode ?? undefined,
    };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = earlier;
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await rm(folder, { recursive: true });
  }
}

const valuesIn = async (file: string): Promise<Record<string, string>> =>
  Object.fromEntries(parseKeyValues(await readFile(file, "utf8")));

function debugOf(line: string): readonly string[] {
  const command = parseCommand(line);
  return command?.name === "debug" ? [command.data] : [];
}

function annotationsOf(line: string): readonly Annotation[] {
  const command = parseCommand(line);
  const annotation = command && annotationOf(command);
  return annotation === undefined ? [] : [annotation];
}

/** The rows of the table in a summary, its head the first, each as its cells. */
export function rowsOf(summary: string): readonly (readonly string[])[] {
  return [...summary.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row = ""]) =>
    [...row.matchAll(/<t[dh]>(.*?)<\/t[dh]>/g)].map(([, cell = ""]) => cell),
  );
}

/** All that a summary says, without its marks: `Deployment 7 What Value …`. */
export function wordsOf(summary: string): string {
  return summary
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}
