import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const PATIENCE_MS = 20_000;

/** The release API in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Waits until it has logged such a line. */
  readonly logged: (is: (entry: LogEntry) => boolean) => Promise<LogEntry>;
  readonly get: (path: string, init?: RequestInit) => Promise<Response>;
  /** Waits until the health is so. */
  readonly healthy: (is: (health: Health) => boolean) => Promise<Health>;
  readonly stop: () => Promise<void>;
}

export type LogEntry = Readonly<Record<string, unknown>>;

export interface Health {
  readonly status: string;
  readonly version: string | null;
  readonly releases: number;
  readonly problems: readonly { readonly message: string; readonly position?: { readonly line: number } }[];
}

/** Starts the server on a free port, and waits until it listens. */
export async function startServerProcess(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env["PATH"], PORT: "0", DRAIN_SECONDS: "0", ...env },
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
  const get = (path: string, init?: RequestInit): Promise<Response> => fetch(url + path, init);
  return {
    url,
    child,
    async logged(is) {
      const end = performance.now() + PATIENCE_MS;
      for (;;) {
        const found = log.find(is);
        if (found !== undefined) return found;
        if (performance.now() > end) throw new Error(`it was not logged: ${JSON.stringify(log)}`);
        await sleep(10);
      }
    },
    get,
    async healthy(is) {
      const end = performance.now() + PATIENCE_MS;
      let health: Health | undefined;
      while (performance.now() < end) {
        if (health !== undefined) await sleep(20);
        health = (await (await get("/v1/health")).json()) as Health;
        if (is(health)) return health;
      }
      throw new Error(`the health stayed ${JSON.stringify(health)}`);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGINT");
      await once(child, "exit");
    },
  };
}
