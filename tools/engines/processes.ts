import { spawn, type ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface Program {
  /** The name of the program and of its log. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The account to run as, for programs that refuse root. */
  readonly uid?: number;
}

/** Programs that run side by side, each with its own log; they are ended by process id. */
export class Processes {
  readonly folder: string;
  readonly #ending: AbortSignal | undefined;
  readonly #running = new Map<string, ChildProcess>();
  /** The programs that could not be started, and why. */
  readonly #refused = new Map<string, Error>();

  /**
   * @param folder for the logs
   * @param ending ends whatever waits for them
   */
  constructor(folder: string, ending?: AbortSignal) {
    this.folder = folder;
    this.#ending = ending;
    mkdirSync(folder, { recursive: true });
  }

  start({ name, command, args, env = {}, cwd, uid }: Program): void {
    const log = openSync(this.log(name), "a");
    const child = spawn(command, args, {
      env: { PATH: process.env["PATH"], HOME: this.folder, ...env },
      stdio: ["ignore", log, log],
      ...(cwd !== undefined && { cwd }),
      ...(uid !== undefined && { uid, gid: uid }),
    });
    closeSync(log);
    child.once("error", (error) => void this.#refused.set(name, error));
    this.#running.set(name, child);
  }

  log(name: string): string {
    return join(this.folder, `${name}.log`);
  }

  /** @throws if one could not be started or has ended by itself, with the end of its log; or if all are to end */
  check(): void {
    this.#ending?.throwIfAborted();
    for (const [name, cause] of this.#refused)
      throw new Error(`${name} cannot be started: ${cause.message}. Is it installed?`, { cause });
    for (const [name, { exitCode, signalCode }] of this.#running) {
      if (exitCode === null && signalCode === null) continue;
      const end = readFileSync(this.log(name), "utf8").trim().split("\n").slice(-15).join("\n");
      throw new Error(`${name} ended (${exitCode ?? signalCode}). The end of ${this.log(name)}:\n${end}`);
    }
  }

  /** The process ids of the running programs, by name. */
  get ids(): ReadonlyMap<string, number> {
    return new Map([...this.#running].flatMap(([name, { pid }]) => (pid === undefined ? [] : [[name, pid]])));
  }

  /** Ends one the way its operator would. */
  async end(name: string): Promise<void> {
    await this.#end(name, "SIGTERM");
  }

  /** Ends one at once, as when a machine is lost. */
  async kill(name: string): Promise<void> {
    await this.#end(name, "SIGKILL");
  }

  /** Ends all, in reverse order of their start. */
  async stop(): Promise<void> {
    for (const name of [...this.#running.keys()].toReversed()) await this.end(name);
  }

  async #end(name: string, signal: NodeJS.Signals): Promise<void> {
    const child = this.#running.get(name);
    this.#running.delete(name);
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    const insist = setTimeout(() => child.kill("SIGKILL"), 20_000);
    await ended.finally(() => clearTimeout(insist));
  }
}

/** Below Linux's ephemeral ports, so that nobody else gets one of these between the choice and the start. */
const PORTS = { first: 20_000, last: 32_000 };
const handedOut = new Set<number>();

/** A free TCP port; this function returns each only once. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.first, PORTS.last);
    if (handedOut.has(port) || !(await isFree(port))) continue;
    handedOut.add(port);
    return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}

const TOLD_EVERY_MS = 15_000;
const STUCK_MS = 20 * 60_000;

/**
 * Asks again until there is an answer, and reports from time to time what it waits for.
 * @param what is waited for, for the messages
 * @param ask undefined while there is no answer; a throw counts as undefined
 * @throws if a program ends, or after 20 minutes
 */
export async function until<T>(
  processes: Processes,
  what: string,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const start = Date.now();
  let told = start;
  let reason: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      reason = undefined;
    } catch (error) {
      reason = error;
    }
    processes.check();
    const now = Date.now();
    if (now - start > STUCK_MS) throw new Error(`Waited in vain until ${what}.`, { cause: reason });
    if (now - told > TOLD_EVERY_MS) {
      told = now;
      console.error(`    … waiting until ${what} (${Math.round((now - start) / 1000)} s)`);
    }
    await sleep(250);
  }
}
