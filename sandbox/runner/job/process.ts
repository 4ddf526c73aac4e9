import type { Readable } from "node:stream";
import { follow } from "../../processes/follow.ts";
import { linesOf } from "./lines.ts";

/** How long to wait for a process that was told to stop, in ms. GitHub's runner: 7,500, then 2,500. */
export interface StopTimes {
  /** After SIGINT. */
  readonly interrupt: number;
  /** After SIGTERM; then SIGKILL. */
  readonly terminate: number;
  /** For everything a cancelled job still has to run, such as its `always()` steps. */
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
   * @returns the exit code; 128 + signal number, as in a shell, if a signal ended it
   * @throws Error when the program cannot be started
   */
  async run(command: Command, onLine: (line: string) => void, signal: AbortSignal): Promise<number> {
    const { file, args, cwd, env } = command;
    const child = await follow({ command: file, args, cwd, env });
    // Its own group: what it leaves behind can be ended with the job.
    const group = child.pid;
    this.#groups.add(group);
    const output = Promise.allSettled([readLines(child.stdout, onLine), readLines(child.stderr, onLine)]);
    const timers: NodeJS.Timeout[] = [];
    const stop = (): void => {
      send(group, "SIGINT");
      const { interrupt, terminate } = this.#times;
      timers.push(setTimeout(() => send(group, "SIGTERM"), interrupt));
      timers.push(setTimeout(() => endGroup(group), interrupt + terminate));
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    try {
      const { code, signal: name } = await child.exit;
      await settledWithin(output, OUTPUT_GRACE);
      return code ?? 128 + signalNumber(name);
    } finally {
      signal.removeEventListener("abort", stop);
      for (const timer of timers) clearTimeout(timer);
      child.stdout.destroy();
      child.stderr.destroy();
      child.release();
      if (!groupExists(group)) this.#groups.delete(group);
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

const endGroup = (group: number): void => send(-group, "SIGKILL");

/** @param number a process id; negative for a process group */
function send(number: number, signal: NodeJS.Signals): void {
  try {
    process.kill(number, signal);
  } catch {
    // It is gone already.
  }
}

const SIGNAL_NUMBERS: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

function signalNumber(name: NodeJS.Signals | null): number {
  return name === null ? 0 : (SIGNAL_NUMBERS[name] ?? 0);
}
