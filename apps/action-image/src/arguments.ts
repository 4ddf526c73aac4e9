import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { JOB_STATUS, SECRETS, UsageError, type Action, type Input } from "./action.ts";

/** What to run, and with what. */
export interface Invocation {
  /** By input's name; those that nobody gave are empty. */
  readonly inputs: ReadonlyMap<string, string>;
  /** The command after `--`, with its arguments; empty without one. */
  readonly command: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads an action's inputs: from a flag, else from INPUT_NAME or the file that INPUT_NAME_FILE names, else the
 * default. `token` may also come from GITHUB_TOKEN.
 * @throws UsageError
 */
export function readInvocation(action: Action, args: readonly string[], env: Environment): Invocation {
  const end = args.indexOf("--");
  const own = end === -1 ? args : args.slice(0, end);
  const command = end === -1 ? [] : args.slice(end + 1);
  if (end !== -1 && command.length === 0) throw new UsageError("There is no command after --.");
  const flags = readFlags(action, own);
  const inputs = new Map(
    action.inputs.map((input) => [input.name, valueOf(input, flags.get(input.name), env)] as const),
  );
  checkState(action, inputs.get("state"), command);
  return { inputs, command };
}

/** A state says how it is now; a command around which `auto` works says it by how it ends. */
function checkState({ hasPost }: Action, state: string | undefined, command: readonly string[]): void {
  if (command.length > 0) {
    if (!hasPost) throw new UsageError("This action takes no command.");
    if (state !== "auto")
      throw new UsageError(`With a command, it decides the state: leave out state ${state}.`);
  } else if (state === "auto") {
    throw new UsageError(
      "Nothing tells here how it ends, as a job would: give --state with what to say now, or a command after -- " +
        "to say how that went.",
    );
  }
}

function readFlags({ name, inputs }: Action, args: readonly string[]): ReadonlyMap<string, string> {
  for (const secret of SECRETS) {
    if (args.some((arg) => arg === `--${secret}` || arg.startsWith(`--${secret}=`))) {
      throw new UsageError(
        `A command line is no place for a secret, because every process can read it: give ${secret} in the ` +
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

/** The environment's variable for an input: of letters that every shell and Kubernetes take. */
export function variableOf(input: string): string {
  return `INPUT_${input.toUpperCase().replaceAll("-", "_")}`;
}

function valueOf({ name, preset }: Input, flag: string | undefined, env: Environment): string {
  const variable = variableOf(name);
  const file = env[`${variable}_FILE`] ?? "";
  const given = flag ?? env[variable] ?? (file === "" ? undefined : readText(`${variable}_FILE`, file));
  if (given !== undefined && given !== "") return given;
  if (name === "token") return env["GITHUB_TOKEN"] ?? "";
  // Expressions speak of a workflow's run, and there is none.
  return preset.includes("${{") ? "" : preset;
}

function readText(variable: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${variable} names a file that cannot be read: ${reason}.`);
  }
}
