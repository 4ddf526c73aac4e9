import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { step } from "../step.ts";

/** Two processes with one folder would destroy the database: PGlite itself does not keep the second one out. */
export class FolderInUse extends Error {
  override readonly name = "FolderInUse";
}

/** Gives the folder back. */
export type Unlock = () => Promise<void>;

/** Who has a folder. A process id alone may have gone to another process since. */
interface Holder {
  readonly host: string;
  readonly pid: number;
  /** What Linux says of when it started; null elsewhere. */
  readonly started: string | null;
  /** Of the lock, not of the process. */
  readonly token: string;
}

/**
 * Takes a folder for this process alone. What a process left that was killed is taken over; a holder on another machine
 * cannot be asked, and counts as alive.
 * @throws FolderInUse
 */
export async function lockFolder(folder: string): Promise<Unlock> {
  const path = join(folder, "..", `${nameOf(folder)}.lock`);
  const token = randomUUID();
  const draft = `${path}.${token}`;
  const self: Holder = { host: hostname(), pid: process.pid, started: await startOf(process.pid), token };
  await step("folder.make parent", () => mkdir(join(folder, ".."), { recursive: true }));
  await step("folder.write draft", () => writeFile(draft, JSON.stringify(self)));
  try {
    if (!(await takes(draft, path))) {
      await clearStale(path, folder);
      if (!(await takes(draft, path))) throw inUse(folder, path, await holderOf(path));
    }
  } finally {
    await step("folder.remove draft", () => rm(draft, { force: true }));
  }
  return async () => {
    const holder = await holderOf(path);
    if (holder?.token === token) await step("folder.unlock", () => rm(path, { force: true }));
  };
}

/** A link is made whole or not at all, and only where there is none: it is the lock. */
async function takes(draft: string, path: string): Promise<boolean> {
  try {
    await step("folder.lock", () => link(draft, path));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Moved aside, and looked at again there: somebody else may have taken the lock over in between. */
async function clearStale(path: string, folder: string): Promise<void> {
  const holder = await holderOf(path);
  if (holder !== undefined && (await mayBeAlive(holder))) throw inUse(folder, path, holder);
  const aside = `${path}.${randomUUID()}`;
  const isAside = await step("folder.move stale", () =>
    rename(path, aside)
      .then(() => true)
      .catch(() => false),
  );
  if (!isAside) return;
  const moved = await holderOf(aside);
  if (moved?.token !== holder?.token) await takes(aside, path);
  await step("folder.remove stale", () => rm(aside, { force: true }));
}

async function holderOf(path: string): Promise<Holder | undefined> {
  const text = await step("folder.read lock", () => readFile(path, "utf8").catch(() => undefined));
  return text === undefined ? undefined : parseHolder(text);
}

/** @returns undefined for what no lock of ours says: a disk that was full leaves an empty one */
function parseHolder(text: string): Holder | undefined {
  try {
    const { host, pid, started, token }: Readonly<Record<keyof Holder, unknown>> = JSON.parse(text);
    if (typeof host !== "string" || typeof pid !== "number" || typeof token !== "string") return undefined;
    return { host, pid, started: typeof started === "string" ? started : null, token };
  } catch {
    return undefined;
  }
}

async function mayBeAlive({ host, pid, started }: Holder): Promise<boolean> {
  if (host !== hostname()) return true;
  if (!isRunning(pid)) return false;
  const since = await startOf(pid);
  return started === null || since === null || since === started;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one, too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** When a process started, in ticks since the machine did. @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
async function startOf(pid: number): Promise<string | null> {
  const stat = await step("folder.read process", () =>
    readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined),
  );
  // The name before may hold spaces and brackets.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

function inUse(folder: string, path: string, holder: Holder | undefined): FolderInUse {
  const who = holder === undefined ? "another process" : `process ${holder.pid} on ${holder.host}`;
  return new FolderInUse(
    `The folder ${folder} is in use by ${who}, and two processes would destroy the database in it. Stop that process, or use PostgreSQL, which many may use. If it runs no longer, remove ${path}.`,
  );
}

function nameOf(folder: string): string {
  return folder.replace(/\/+$/, "").split("/").at(-1) ?? "";
}
