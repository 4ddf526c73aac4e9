import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../../lib/http/testing/free-port.ts";
import type { Kill, Order, Told } from "./kill.ts";

const MAIN = fileURLToPath(new URL("../../apps/deploy-server/main.ts", import.meta.url));
const KILL_AT = new URL("kill-at.ts", import.meta.url).href;

/** A deploy server in a process of its own. */
export interface Replica {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  /** Resolves when the process has ended, however that came. */
  readonly ended: Promise<void>;
  readonly isRunning: () => boolean;
  /** From now on, it dies there, and nowhere else. */
  readonly arm: (kills: readonly Kill[]) => void;
  /** The steps that it has begun since this was last asked. */
  readonly seen: () => Promise<readonly string[]>;
  /** What it has logged so far, a line of JSON each. */
  readonly log: () => readonly LogEntry[];
  /** Ends it at once, as a machine that is lost does. */
  readonly kill: () => Promise<void>;
  /** Ends it as its operator would. */
  readonly stop: () => Promise<void>;
  /** Ends it as a cluster does. @returns its exit code */
  readonly terminate: () => Promise<number | null>;
}

export type LogEntry = Readonly<Record<string, unknown>>;

/** How a replica is started. */
export interface ReplicaOptions {
  readonly name: string;
  /** Where its log goes. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** The program, where it is not this checkout's. */
  readonly main?: string | undefined;
  /** It dies there, from its first step on. */
  readonly kills?: readonly Kill[] | undefined;
}

/** Starts a replica, and waits until it is ready, or has died where it was to. @throws where it ends otherwise */
export async function startReplica({
  name,
  folder,
  env,
  main = MAIN,
  kills = [],
}: ReplicaOptions): Promise<Replica> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const path = join(folder, `${name}.log`);
  const file = openSync(path, "a");
  const child = spawn(process.execPath, ["--import", KILL_AT, main], {
    env: {
      PATH: process.env["PATH"],
      PORT: String(port),
      DRAIN_SECONDS: "0",
      NODE_COMPILE_CACHE: join(folder, "compiled"),
      ...env,
      KILL_AT: JSON.stringify(kills),
    },
    stdio: ["ignore", file, file, "ipc"],
  });
  closeSync(file);
  const ended = once(child, "exit").then(() => undefined);
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (isRunning()) child.kill(signal);
    await ended;
  };
  const log = (): readonly LogEntry[] =>
    readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line): LogEntry => JSON.parse(line));
  await untilReady(url, () => {
    if (isRunning()) return true;
    if (child.signalCode === "SIGKILL") return false;
    throw new Error(`${name} ended instead of serving:\n${readFileSync(path, "utf8")}`);
  });
  // Whoever has died this very moment takes no orders.
  const order = (what: Order): void => void (isRunning() && child.send(what, () => undefined));
  order("keep compiled");
  return {
    name,
    url,
    pid: child.pid ?? 0,
    ended,
    isRunning,
    arm: (kills) => order({ kills }),
    seen: () => (isRunning() ? askSeen(child) : Promise.resolve([])),
    log,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGINT"),
    terminate: async () => {
      await end("SIGTERM");
      return child.exitCode;
    },
  };
}

async function askSeen(child: ChildProcess): Promise<readonly string[]> {
  const answer = once(child, "message");
  child.send("seen" satisfies Order);
  const [told]: Told[] = await answer;
  if (told === undefined) throw new Error("the server said nothing of its steps");
  return told.seen;
}

async function untilReady(url: string, isRunning: () => boolean): Promise<void> {
  while (isRunning()) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(50);
  }
}
