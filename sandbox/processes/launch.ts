import { fork, type ChildProcess } from "node:child_process";
import type { Answer, Question } from "./launcher.ts";

/** A process to start: its output is wanted whole, when it has ended. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** All of its environment. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Nothing unless given. */
  readonly stdin?: string | Uint8Array;
  /** Ends the process with SIGKILL. */
  readonly kill?: AbortSignal;
}

/** What a process left. */
export interface Ended {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Both, as they came. */
  readonly output: Buffer;
}

interface Waiting {
  readonly resolve: (ended: Ended) => void;
  readonly reject: (error: Error) => void;
}

let launcher: ChildProcess | undefined;
let count = 0;
const waiting = new Map<number, Waiting>();

/**
 * Runs a process that is started by a small one: starting it from here would copy the page tables of all the memory that
 * a GitHub and its clients take, about 18 ms of system time for 300 MB, thousands of times.
 * @throws Error when it cannot be started
 */
export function launch({ kill, ...question }: Launch): Promise<Ended> {
  const id = (count += 1);
  const child = (launcher ??= startLauncher());
  const end = (): void => void child.send({ id, kill: true } satisfies Question);
  const ended = new Promise<Ended>((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    child.channel?.ref();
    child.send({ id, ...question } satisfies Question);
    if (kill?.aborted === true) end();
    else kill?.addEventListener("abort", end, { once: true });
  });
  // A signal may serve many processes, and outlive the launcher.
  return ended.finally(() => kill?.removeEventListener("abort", end));
}

function startLauncher(): ChildProcess {
  const child = fork(new URL("./launcher.ts", import.meta.url), {
    serialization: "advanced",
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  child.unref();
  child.on("message", (answer: Answer) => {
    const one = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (waiting.size === 0) child.channel?.unref();
    if (answer.error !== undefined) one?.reject(new Error(answer.error));
    else one?.resolve(endedOf(answer));
  });
  child.once("exit", () => {
    launcher = undefined;
    for (const { reject } of waiting.values()) reject(new Error("the process that starts others has ended"));
    waiting.clear();
  });
  return child;
}

function endedOf({ exitCode, chunks }: Answer): Ended {
  const of = (from: number): Buffer =>
    Buffer.concat(chunks.filter(([stream]) => stream === from).map(([, chunk]) => chunk));
  return { exitCode, stdout: of(1), stderr: of(2), output: Buffer.concat(chunks.map(([, chunk]) => chunk)) };
}
