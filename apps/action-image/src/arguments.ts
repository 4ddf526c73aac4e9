import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { JOB_STATUS, SECRETS, UsageError, type Action, type Input } from "./action.ts";

/** What to run, and with which inputs. */
export interface Invocation {
  /** By name; inputs that were not given are empty. */
  readonly inputs: ReadonlyMap<string, string>;
  /** The command after `--`, with its arguments; empty without one. */
  readonly command: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads an action's inputs: from a flag, or INPUT_NAME, or the file named by INPUT_NAME_FILE, or else the default.
 * `token` may also come from GITHUB_TOKEN.
 * @throws UsageError
 */
export function readInvocation(action: Action, args: readonly string[], env: Environment): Invocation {
  const end = args.indexOf("--");
  const own = end === -1 ? args : args.slice(0, end);
  const command = end === -1 ? [] : args.slice(end + 1);
  if (end !== -1 && command.length === 0)
    throw new UsageError("There is no command after --: add one, or leave out --.");
  const flags = readFlags(action, own);
  const inputs = new Map(
    action.inputs.map((input) => [input.name, valueOf(input, flags.get(input.name), env)] as const),
  );
  checkState(action, inputs.get("state"), command);
  return { inputs, command };
}

/** A given state is set now; `auto` reports how the command ends. */
function checkState({ hasPost }: Action, state: string | undefined, command: readonly string[]): void {
  if (command.length > 0) {
    if (!hasPost) throw new UsageError("This action does not run a command: leave out -- and what follows.");
    if (state !== "auto")
      throw new UsageError(`The command's exit code decides the state: leave out state ${state}.`);
  } else if (state === "auto") {
    throw new UsageError(
      "Outside a job, nothing decides the state: set it with --state, or give a command after -- " +
        "to report how it ends.",
    );
  }
}

function readFlags({ name, inputs }: Action, args: readonly string[]): ReadonlyMap<string, string> {
  for (const secret of SECRETS) {
    if (args.some((arg) => arg === `--${secret}` || arg.startsWith(`--${secret}=`))) {
      throw new UsageError(
        `Every process can read a command line, so a secret must not be on it: set ${secret} in the ` +
          `environment as ${variableOf(secret)}, or name its file in ${variableOf(secret)}_FILE.`,
      );
    }
  }
  const options = Object.fromEntries(
    inputs.filter(isFlag).map((input) => [input.name, { type: "string" }] as const),
  );
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true });
    return new Map(
      Object.entries(values).flatMap(([flag, value]) => (typeof value === "string" ? [[flag, value]] : [])),
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${reason} See ${name} --help.`);
  }
}

/** Whether an input may be given as a flag. */
export function isFlag({ name }: Input): boolean {
  return !SECRETS.has(name) && name !== JOB_STATUS;
}

/** The environment variable for an input, with a name that every shell and Kubernetes accept. */
export function variableOf(input: string): string {
  return `INPUT_${input.toUpperCase().replaceAll("-", "_")}`;
}

function valueOf({ name, preset }: Input, flag: string | undefined, env: Environment): string {
  const variable = variableOf(name);
  const file = env[`${variable}_FILE`] ?? "";
  const given = flag ?? env[variable] ?? (file === "" ? undefined : readText(`${variable}_FILE`, file));
  if (given !== undefined && given !== "") return given;
  if (name === "token") return env["GITHUB_TOKEN"] ?? "";
  // Expressions refer to a workflow's run, and there is none.
  return preset.includes("${{") ? "" : preset;
}

function readText(variable: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `${variable} names a file that cannot be read: ${reason}. Correct the path or the file's permissions.`,
    );
  }
}
