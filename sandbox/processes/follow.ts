import { Readable } from "node:stream";
import { ask, tell } from "./ask.ts";
import type { Launch } from "./launch.ts";

/** A process whose output is streamed. It leads its own group, whose number is `pid`. */
export interface Followed {
  readonly pid: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Its end, though what it has started may still hold its output open. */
  readonly exit: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Ignores further output. */
  release(): void;
}

/**
 * Starts a process as {@link launch} does.
 * @throws Error when it cannot be started
 */
export async function follow(start: Pick<Launch, "command" | "args" | "cwd" | "env">): Promise<Followed> {
  const streams = { 1: readable(), 2: readable() };
  const close = (): void => void [streams[1].push(null), streams[2].push(null)];
  const exit = Promise.withResolvers<Awaited<Followed["exit"]>>();
  const started = Promise.withResolvers<Followed>();
  const fail = (error: Error): void => {
    started.reject(error);
    exit.reject(error);
    close();
  };
  // A caller who knows that it could not be started does not ask how it ended.
  exit.promise.catch(() => undefined);
  const id = ask(
    { ...start, follow: true },
    {
      fail,
      take: (answer) => {
        if ("error" in answer) fail(new Error(answer.error));
        else if ("pid" in answer) {
          const [stdout, stderr] = [streams[1], streams[2]];
          const release = (): void => tell({ id, order: "release" });
          started.resolve({ pid: answer.pid, stdout, stderr, exit: exit.promise, release });
        } else if ("chunk" in answer) streams[answer.chunk[0]].push(answer.chunk[1]);
        else if ("exited" in answer) exit.resolve(answer.exited);
        else close();
        return "error" in answer || "closed" in answer;
      },
    },
  );
  return await started.promise;
}

const readable = (): Readable => new Readable({ read: () => undefined });
