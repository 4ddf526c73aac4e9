import { ask, tell } from "./ask.ts";
import type { Answer } from "./launcher.ts";

/** A process to start, whose output is returned whole when it ends. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** All of its environment. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Defaults to nothing. */
  readonly stdin?: string | Uint8Array;
  /** Ends the process with SIGKILL. */
  readonly kill?: AbortSignal;
  /** Asks it to end, with SIGINT. */
  readonly interrupt?: AbortSignal;
}

/** What a process left. */
export interface Ended {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Both, in order of arrival. */
  readonly output: Buffer;
}

/**
 * Runs a process, started by a small one: starting it from here would copy the page tables of all the memory that
 * a GitHub and its clients take, about 18 ms of system time for 300 MB, thousands of times.
 * @throws Error if it cannot be started
 */
export async function launch({ kill, interrupt, ...start }: Launch): Promise<Ended> {
  let give = (_order: "kill" | "interrupt"): void => undefined;
  const ended = new Promise<Ended>((resolve, reject) => {
    const take = (answer: Answer): boolean => {
      if ("error" in answer) reject(new Error(answer.error));
      else if ("chunks" in answer) resolve(endedOf(answer));
      return true;
    };
    const id = ask(start, { take, fail: reject });
    give = (order) => tell({ id, order });
  });
  const orders = [
    [kill, () => give("kill")],
    [interrupt, () => give("interrupt")],
  ] as const;
  for (const [signal, order] of orders) {
    if (signal?.aborted === true) order();
    else signal?.addEventListener("abort", order, { once: true });
  }
  // A signal may serve many processes, and outlive the launcher.
  return await ended.finally(() => {
    for (const [signal, order] of orders) signal?.removeEventListener("abort", order);
  });
}

function endedOf({ exitCode, chunks }: Extract<Answer, { chunks: unknown }>): Ended {
  const of = (from: number): Buffer =>
    Buffer.concat(chunks.filter(([stream]) => stream === from).map(([, chunk]) => chunk));
  return { exitCode, stdout: of(1), stderr: of(2), output: Buffer.concat(chunks.map(([, chunk]) => chunk)) };
}
