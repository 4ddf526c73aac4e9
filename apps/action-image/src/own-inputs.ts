import { closeSync, existsSync, readFileSync } from "node:fs";

type Environment = Readonly<Record<string, string | undefined>>;

/** Names the file descriptor to read the inputs from. */
const DESCRIPTOR = "ACTION_INPUTS_FD";
const HANDED_OVER = "ACTION_INPUTS";

/** The shell passes the inputs through a pipe: no file ever contains them, and the new program has no such variable. */
const SCRIPT = [
  `inputs=$${HANDED_OVER}`,
  `unset ${HANDED_OVER}`,
  `exec env ${DESCRIPTOR}=3 "$@" 3<<INPUTS`,
  "$inputs",
  "INPUTS",
].join("\n");

/** The inputs' variables, and the token's. */
export function isInput(name: string): boolean {
  return name.startsWith("INPUT_") || name === "GITHUB_TOKEN";
}

/**
 * The environment with the inputs in it. If a command is to run, this program first re-executes itself without them:
 * the kernel shows a process's initial environment, /proc/<pid>/environ, to every process of the same user, the command
 * included.
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

/** Keeps the process id, so that signals and waiting parents still find the process. */
function becomeClean(env: NodeJS.ProcessEnv): Environment {
  const split = Object.groupBy(Object.entries(env), ([name]) => (isInput(name) ? "inputs" : "others"));
  const inputs = JSON.stringify(Object.fromEntries(split.inputs ?? []));
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const others = Object.fromEntries(split.others ?? []);
  process.execve?.("/bin/sh", ["sh", "-c", SCRIPT, "sh", ...again], { ...others, [HANDED_OVER]: inputs });
  // Reached only on a system without execve.
  return env;
}

function receive(descriptor: number): Environment {
  const inputs: unknown = JSON.parse(readFileSync(descriptor, "utf8"));
  closeSync(descriptor);
  if (typeof inputs !== "object" || inputs === null) throw new Error(`${DESCRIPTOR} has no inputs.`);
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => isInput(name)));
}
