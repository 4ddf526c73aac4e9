import { closeSync, existsSync, readFileSync } from "node:fs";

type Environment = Readonly<Record<string, string | undefined>>;

/** Says that the inputs are to be read from a file descriptor, and which. */
const DESCRIPTOR = "ACTION_INPUTS_FD";
const HANDED_OVER = "ACTION_INPUTS";

/** A shell hands the inputs over in a pipe: no file ever holds them, and the program that it becomes has no such variable. */
const SCRIPT = [
  `inputs=$${HANDED_OVER}`,
  `unset ${HANDED_OVER}`,
  `exec env ${DESCRIPTOR}=3 "$@" 3<<INPUTS`,
  "$inputs",
  "INPUTS",
].join("\n");

/** The inputs' own variables, and the token that serves as one. */
export function isInput(name: string): boolean {
  return name.startsWith("INPUT_") || name === "GITHUB_TOKEN";
}

/**
 * The environment with the inputs in it. Where a command is to run, this program first becomes itself again without
 * them: the kernel shows a process's first environment, in /proc/<pid>/environ, to every process of its user, and the
 * command is one.
 * @param wraps whether a command is to run
 */
export function ownInputs(env: NodeJS.ProcessEnv, { wraps }: { readonly wraps: boolean }): Environment {
  const descriptor = env[DESCRIPTOR];
  if (descriptor !== undefined) {
    delete env[DESCRIPTOR];
    return { ...env, ...receive(Number(descriptor)) };
  }
  const isExposed = Object.keys(env).some(isInput) && existsSync("/proc/self/environ");
  return wraps && isExposed ? becomeClean(env) : env;
}

/** Keeps the process's number, so that signals and whoever waits for it find it still. */
function becomeClean(env: NodeJS.ProcessEnv): Environment {
  const split = Object.groupBy(Object.entries(env), ([name]) => (isInput(name) ? "inputs" : "others"));
  const inputs = JSON.stringify(Object.fromEntries(split.inputs ?? []));
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const others = Object.fromEntries(split.others ?? []);
  process.execve?.("/bin/sh", ["sh", "-c", SCRIPT, "sh", ...again], { ...others, [HANDED_OVER]: inputs });
  // Only a system without it comes here.
  return env;
}

function receive(descriptor: number): Environment {
  const inputs: unknown = JSON.parse(readFileSync(descriptor, "utf8"));
  closeSync(descriptor);
  if (typeof inputs !== "object" || inputs === null) throw new Error(`${DESCRIPTOR} brings no inputs.`);
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => isInput(name)));
}
