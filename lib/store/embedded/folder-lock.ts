import { randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
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
}

/**
 * Takes a folder for this process alone. What a process left that was killed is taken over; a holder on another machine
 * cannot be asked, and counts as alive.
 *
 * The lock is the file with the highest number in `<folder>.lock`, and free when it names nobody. Taking it means making
 * the next number, which only one process can do. The highest file always stays, so whoever looked before others took
 * the lock finds a higher number than theirs, and gives way.
 * @throws FolderInUse
 */
export async function lockFolder(folder: string): Promise<Unlock> {
  const locks = `${folder.replace(/\/+$/, "")}.lock`;
  const refuse = async (number: number): Promise<never> => {
    throw inUse(folder, locks, await holderOf(join(locks, String(number))));
  };
  await step("folder.make locks", () => mkdir(locks, { recursive: true }));
  const last = (await numbersIn(locks))[0] ?? 0;
  const holder = await holderOf(join(locks, String(last)));
  if (holder !== undefined && (await mayBeAlive(holder))) await refuse(last);
  const own = join(locks, String(last + 1));
  if (!(await takes(locks, own))) await refuse(last + 1);
  const [highest = 0, ...lower] = await numbersIn(locks);
  if (highest > last + 1) {
    await step("folder.give way", () => rm(own));
    await refuse(highest);
  }
  for (const number of lower)
    await step("folder.remove former", () => rm(join(locks, String(number)), { force: true }));
  return () => step("folder.unlock", () => truncate(own));
}

/** The highest first. */
async function numbersIn(locks: string): Promise<readonly number[]> {
  const names = await step("folder.list locks", () => readdir(locks));
  return names
    .map(Number)
    .filter(Number.isInteger)
    .toSorted((one, other) => other - one);
}

/** A link is made whole or not at all, and only where there is none. */
async function takes(locks: string, path: string): Promise<boolean> {
  const draft = join(locks, `draft-${randomUUID()}`);
  const self: Holder = { host: hostname(), pid: process.pid, started: await startOf(process.pid) };
  await step("folder.write draft", () => writeFile(draft, JSON.stringify(self)));
  try {
    await step("folder.lock", () => link(draft, path));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    await step("folder.remove draft", () => rm(draft, { force: true }));
  }
}

async function holderOf(path: string): Promise<Holder | undefined> {
  const text = await step("folder.read lock", () => readFile(path, "utf8").catch(() => undefined));
  return text === undefined ? undefined : parseHolder(text);
}

/** @returns undefined for what no lock of ours says: a disk that was full leaves an empty one */
function parseHolder(text: string): Holder | undefined {
  try {
    const { host, pid, started }: Readonly<Record<keyof Holder, unknown>> = JSON.parse(text);
    if (typeof host !== "string" || typeof pid !== "number") return undefined;
    return { host, pid, started: typeof started === "string" ? started : null };
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
