import { spawn } from "node:child_process";
import { constants } from "node:os";
import { isInput } from "./own-inputs.ts";
import type { Signals } from "./signals.ts";

/** How a command ended, in the words of a job. */
export interface CommandResult {
  readonly jobStatus: "success" | "failure" | "cancelled";
  /** As a shell gives it: 128 and the signal's number for a command that a signal ended, 127 for none. */
  readonly exitCode: number;
  /** Why it did not even start. */
  readonly problem?: string;
}

const NOT_FOUND = 127;

/**
 * Runs a command with this process's own standard streams. Signals that come meanwhile go to it: ending is its
 * business, and it was then cancelled, unless it did its work all the same.
 */
export async function runCommand(
  [file = "", ...args]: readonly string[],
  signals: Signals,
): Promise<CommandResult> {
  const child = spawn(file, args, { stdio: "inherit", env: withoutInputs() });
  signals.forward((signal) => child.kill(signal));
  return new Promise((done) => {
    child.once("error", ({ message }) =>
      done({ exitCode: NOT_FOUND, jobStatus: "failure", problem: `${file} cannot be run: ${message}` }),
    );
    child.once("exit", (code, signal) => {
      const exitCode = code ?? codeOf(signal);
      const failed = signals.received === undefined ? "failure" : "cancelled";
      done({ exitCode, jobStatus: exitCode === 0 ? "success" : failed });
    });
  });
}

/** What a shell gives for a process that a signal ended. */
export function codeOf(signal: NodeJS.Signals | null): number {
  return 128 + (signal === null ? 0 : constants.signals[signal]);
}

/** The inputs hold secrets, which are none of the command's: also where ownInputs could not take them away. */
function withoutInputs(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isInput(name)));
}
