import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { linesOf } from "./lines.ts";

/** How long a process that is told to stop is waited for, in ms. GitHub's runner: 7,500, then 2,500. */
export interface StopTimes {
  /** After SIGINT. */
  readonly interrupt: number;
  /** After SIGTERM; then SIGKILL. */
  readonly terminate: number;
  /** For all that a cancelled job still wants to do, such as its `always()` steps. */
  readonly cancel: number;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A background child may hold the output open: the runner stops waiting for it after this long, in ms. */
const OUTPUT_GRACE = 5_000;

/** The processes of one job, so that none outlives it. */
export class JobProcesses {
  readonly #groups = new Set<number>();
  readonly #times: StopTimes;

  constructor(times: StopTimes) {
    this.#times = times;
  }

  /**
   * Runs a program to its end.
   * @param signal aborting it stops the program: SIGINT, SIGTERM, SIGKILL
   * @returns the exit code; 128 + signal number, as a shell has it, when a signal ended it
   * @throws Error when the program cannot be started
   */
  async run(command: Command, onLine: (line: string) => void, signal: AbortSignal): Promise<number> {
    const child = spawn(command.file, command.args, {
      cwd: command.cwd,
      env: command.env,
      // A group of its own: what it leaves behind can be ended with the job.
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const group = child.pid;
    if (group !== undefined) this.#groups.add(group);
    const output = Promise.allSettled([readLines(child.stdout, onLine), readLines(child.stderr, onLine)]);
    const exit = new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, name) => resolve(code ?? 128 + signalNumber(name)));
    });
    const timers: NodeJS.Timeout[] = [];
    const stop = (): void => {
      child.kill("SIGINT");
      const { interrupt, terminate } = this.#times;
      timers.push(setTimeout(() => child.kill("SIGTERM"), interrupt));
      timers.push(setTimeout(() => endGroup(group), interrupt + terminate));
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    try {
      const code = await exit;
      await settledWithin(output, OUTPUT_GRACE);
      return code;
    } finally {
      signal.removeEventListener("abort", stop);
      for (const timer of timers) clearTimeout(timer);
      child.stdout.destroy();
      child.stderr.destroy();
      if (group !== undefined && !groupExists(group)) this.#groups.delete(group);
    }
  }

  /** Ends everything the job's steps left running. */
  endAll(): void {
    for (const group of this.#groups) endGroup(group);
    this.#groups.clear();
  }
}

async function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  for await (const line of linesOf(stream)) onLine(line);
}

async function settledWithin(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, grace]);
  clearTimeout(timer);
}

function groupExists(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

function endGroup(group: number | undefined): void {
  if (group === undefined) return;
  try {
    process.kill(-group, "SIGKILL");
  } catch {
    // It is gone already.
  }
}

const SIGNAL_NUMBERS: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

function signalNumber(name: NodeJS.Signals | null): number {
  return name === null ? 0 : (SIGNAL_NUMBERS[name] ?? 0);
}
