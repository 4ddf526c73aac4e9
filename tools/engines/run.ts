import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { textAt } from "../../apps/deploy-server/narrow.ts";

export interface Command {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The account to run as. */
  readonly uid?: number;
  readonly gid?: number;
  /** What it reads on standard input. */
  readonly input?: string;
}

/** Runs a program and returns what it printed. @throws with what it said when it fails */
export async function run(
  command: string,
  args: readonly string[],
  { env = {}, input, ...options }: Command = {},
): Promise<string> {
  const started = promisify(execFile)(command, args, {
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
    maxBuffer: 2 ** 28,
    ...options,
  });
  // A program that ends without having read it all: its exit code says what happened.
  started.child.stdin?.on("error", () => undefined);
  // Without input, the end of it: a program that asks would wait forever.
  started.child.stdin?.end(input);
  try {
    return (await started).stdout;
  } catch (error) {
    const printed = `${textAt(error, "stdout") ?? ""}${textAt(error, "stderr") ?? ""}`;
    throw new Error(`${command} ${args.join(" ")} failed:\n${printed}`.trim(), { cause: error });
  }
}
