import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A server in a process of its own. */
export interface ServerChild {
  readonly url: string;
  readonly pid: number;
  /** Milliseconds from its start to its first good answer. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

const PATIENCE_MS = 120_000;

/** Starts a program that listens on PORT, and waits until a path answers well. */
export async function startServerChild(
  script: string,
  env: Readonly<Record<string, string>>,
  readyPath: string,
): Promise<ServerChild> {
  const port = await freePort();
  const start = performance.now();
  const child = spawn(process.execPath, [script], {
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      PORT: String(port),
      // Where the bench itself has one, as among the tests.
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
      // As in the image.
      MALLOC_MMAP_THRESHOLD_: "262144",
      ...env,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  await answers(child, `${url}${readyPath}`);
  return {
    url,
    pid: child.pid ?? 0,
    readyMs: Math.round(performance.now() - start),
    async stop() {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

async function answers(child: ChildProcess, url: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const response = await fetch(url).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok === true) return;
    await sleep(5);
  }
  child.kill("SIGKILL");
  throw new Error(`${url} did not answer successfully within ${PATIENCE_MS} ms`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}
