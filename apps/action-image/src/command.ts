import { spawn } from "node:child_process";
import { constants } from "node:os";
import { isInput } from "./own-inputs.ts";
import type { Signals } from "./signals.ts";

/** How a command ended, in a job's terms. */
export interface CommandResult {
  readonly jobStatus: "success" | "failure" | "cancelled";
  /** As in a shell: 128 plus the number of the signal that ended the command; 127 if there is no such command. */
  readonly exitCode: number;
  /** Why it did not start. */
  readonly problem?: string;
}

const NOT_FOUND = 127;

/**
 * Runs a command with this process's standard streams. Signals are passed on to it. It decides when to end; it then
 * counts as cancelled unless it exits with 0.
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

/** A shell's exit code for a process that a signal ended. */
export function codeOf(signal: NodeJS.Signals | null): number {
  return 128 + (signal === null ? 0 : constants.signals[signal]);
}

/** Removes the inputs, which contain secrets that the command must not see, in case ownInputs could not. */
function withoutInputs(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isInput(name)));
}
