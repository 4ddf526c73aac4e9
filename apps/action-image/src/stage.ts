import { spawn } from "node:child_process";
import { linesOf } from "./lines.ts";
import { readCommand, type StepLog } from "./step-log.ts";

/** One run of an action's bundle, as the runner starts it: `main`, or `post` with the state that `main` saved. */
export interface Stage {
  readonly action: string;
  readonly inputs: ReadonlyMap<string, string>;
  readonly state: ReadonlyMap<string, string>;
  readonly log: StepLog;
}

export interface StageResult {
  readonly succeeded: boolean;
  readonly outputs: ReadonlyMap<string, string>;
  readonly state: ReadonlyMap<string, string>;
}

/**
 * Where the bundles are: next to this program's folder, in the repository as in the image. Node resolves the path, not
 * node:path, whose calls the bundler takes for files to copy.
 */
const ACTIONS = `${process.argv[1] ?? ""}/../../../../actions`;

/**
 * Starts a bundle with inputs and state from its standard input, which is a socket. The kernel shows a process's initial environment,
 * /proc/<pid>/environ, to every process of the same user, and the command may have left one behind.
 */
const START = [
  "--input-type=module",
  "--eval",
  [
    'import{readFileSync}from"node:fs"',
    'import{pathToFileURL}from"node:url"',
    'Object.assign(process.env,JSON.parse(readFileSync(0,"utf8")))',
    "import(pathToFileURL(process.argv[1]))",
  ].join("\n"),
];

/**
 * Runs a bundle in a process group of its own, so that Ctrl-C in a terminal does not stop it from reporting the
 * outcome. Without the runner's files, the bundle writes everything to standard output.
 */
export async function runStage({ action, inputs, state, log }: Stage): Promise<StageResult> {
  const outputs = new Map<string, string>();
  const saved = new Map(state);
  const child = spawn(process.execPath, [...START, `${ACTIONS}/${action}/dist/index.js`], {
    env: ownEnvironment(),
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  const handed = { ...variables("INPUT_", inputs, upperCase), ...variables("STATE_", state) };
  // A bundle that ends before it reads them says why by itself.
  child.stdin.on("error", () => {});
  child.stdin.end(JSON.stringify(handed));
  const ended = new Promise<number | null>((done, fail) => {
    child.once("error", fail);
    child.once("close", done);
  });
  for await (const line of linesOf(child.stdout)) {
    const command = readCommand(line);
    if (command?.name === "set-output") outputs.set(command.key, command.value);
    else if (command?.name === "save-state") saved.set(command.key, command.value);
    else log.tell(command ?? line);
  }
  return { succeeded: (await ended) === 0, outputs, state: saved };
}

/** Keeps out variables that a runner would not give to a step, or only to one action. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(INPUT_|STATE_|GITHUB_(OUTPUT|STATE|STEP_SUMMARY|ENV|PATH)$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

const upperCase = (name: string): string => name.toUpperCase();

function variables(
  prefix: string,
  values: ReadonlyMap<string, string>,
  spell: (name: string) => string = (name) => name,
): Record<string, string> {
  return Object.fromEntries([...values].map(([name, value]) => [prefix + spell(name), value]));
}
