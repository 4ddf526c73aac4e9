import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 1_200_000;

/** A server in its own process. */
export interface ServerProcess {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** What it has logged so far. */
  readonly log: readonly LogEntry[];
  /** Waits for a log line that matches. */
  readonly logged: (is: (entry: LogEntry) => boolean) => Promise<LogEntry>;
  readonly get: (path: string, init?: RequestInit) => Promise<Response>;
  readonly stop: () => Promise<void>;
}

export type LogEntry = Readonly<Record<string, unknown>>;

/** Starts a server on a free port and waits until it listens. @param main its program */
export async function startProcess(
  main: string,
  env: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env["PATH"],
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
      PORT: "0",
      DRAIN_SECONDS: "0",
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const log: LogEntry[] = [];
  const { promise: listening, resolve, reject } = Promise.withResolvers<string>();
  child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
  createInterface({ input: child.stdout }).on("line", (line) => {
    const entry = JSON.parse(line) as LogEntry;
    log.push(entry);
    const address = /listening at (http:\S+)/.exec(String(entry["msg"]))?.[1];
    if (address !== undefined) resolve(address);
  });
  const url = await listening;
  return {
    url,
    port: Number(new URL(url).port),
    child,
    log,
    logged: (is) =>
      eventually(
        () => log.find(is),
        () => `it was not logged: ${JSON.stringify(log)}`,
      ),
    get: (path, init) => fetch(url + path, init),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGINT");
      await once(child, "exit");
    },
  };
}

/** Polls until there is a value. @throws after twenty minutes, with the complaint */
export async function eventually<T>(
  look: () => Promise<T | undefined> | T | undefined,
  complaint: () => string,
): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(complaint());
    await sleep(20);
  }
}
