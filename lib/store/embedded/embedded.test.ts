import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { homedir, hostname, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { receive } from "../inbox.ts";
import { openStore } from "../store.ts";
import { lockFolder } from "./folder-lock.ts";

const parent = mkdtempSync(join(tmpdir(), "embedded-"));
let count = 0;
let folder: string;
beforeEach(() => {
  count += 1;
  folder = join(parent, `trial-${count}`);
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const entry = { source: "github", key: "d1", kind: "push", payload: {} };
const inUse = (by: string) =>
  `The folder ${folder} is in use by ${by}, and two processes would destroy the database in it. Stop that process, or use PostgreSQL, which many may use. If it runs no longer, remove ${folder}.lock.`;

/** Another process that holds the folder, until it is told to stop or killed. */
async function holder(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, "testing/hold-folder.ts"), [folder]);
  await once(child, "message");
  return child;
}

/** What another process has left. */
function leaveLock(holder: object | ""): void {
  mkdirSync(`${folder}.lock`);
  writeFileSync(`${folder}.lock/1`, holder === "" ? "" : JSON.stringify(holder));
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

describe("a folder", () => {
  test("keeps what was put into it", async () => {
    const first = await openStore({ driver: "pglite", folder });
    expect((await receive(first.db, entry)).isNew).toBe(true);
    await first.close();
    const again = await openStore({ driver: "pglite", folder });
    expect([again.migrated.applied, (await receive(again.db, entry)).isNew]).toEqual([[], false]);
    await again.close();
  });

  test("belongs to one process, and to the next when that was killed", async () => {
    const child = await holder();
    await expect(lockFolder(folder)).rejects.toThrow(inUse(`process ${child.pid} on ${hostname()}`));
    await kill(child);
    const unlock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(inUse(`process ${process.pid} on ${hostname()}`));
    await unlock();
    await (
      await lockFolder(folder)
    )();
  });

  test("is not opened a second time by the same process", async () => {
    const store = await openStore({ driver: "pglite", folder });
    await expect(openStore({ driver: "pglite", folder })).rejects.toThrow(
      inUse(`process ${process.pid} on ${hostname()}`),
    );
    await store.close();
  });

  test("whose process id another process has by now is free", async () => {
    leaveLock({ host: hostname(), pid: process.pid, started: "1" });
    await (
      await lockFolder(folder)
    )();
  });

  test("of another machine counts as in use, for nobody can ask there", async () => {
    const lock = { host: "pod-7", pid: 1, started: null };
    leaveLock(lock);
    await expect(lockFolder(folder)).rejects.toThrow(inUse("process 1 on pod-7"));
    expect(JSON.parse(readFileSync(`${folder}.lock/1`, "utf8"))).toEqual(lock);
  });

  test("whose lock a full disk left empty is free", async () => {
    leaveLock("");
    await (
      await lockFolder(folder)
    )();
  });

  test("goes to one of many who find a dead one's lock", async () => {
    leaveLock({ host: hostname(), pid: process.pid, started: "1" });
    const tried = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
    expect(tried.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(readdirSync(`${folder}.lock`)).toHaveLength(1);
  });

  test("is not lost to one who found a dead one's lock long ago", async () => {
    leaveLock({ host: hostname(), pid: process.pid, started: "1" });
    await (
      await lockFolder(folder)
    )();
    const unlock = await lockFolder(folder);
    // What the late one makes next, having seen the first.
    writeFileSync(`${folder}.lock/2`, JSON.stringify({ host: hostname(), pid: process.pid, started: "2" }));
    await expect(lockFolder(folder)).rejects.toThrow(inUse(`process ${process.pid} on ${hostname()}`));
    await unlock();
  });
});

describe("the initialised folder", () => {
  const cache = join(parent, "cache");
  const before = process.env["XDG_CACHE_HOME"];
  /** As the tests before have left it. */
  const usual = () =>
    globSync(join(before ?? join(homedir(), ".cache"), "release-channels", "pglite-*.tar.gz"));
  const kept = () => globSync(join(cache, "release-channels", "pglite-*.tar.gz"));
  beforeAll(() => {
    process.env["XDG_CACHE_HOME"] = cache;
  });
  afterAll(() => {
    if (before === undefined) delete process.env["XDG_CACHE_HOME"];
    else process.env["XDG_CACHE_HOME"] = before;
  });

  test("is made anew where what was kept is not whole", async () => {
    mkdirSync(join(cache, "release-channels"), { recursive: true });
    for (const path of usual()) cpSync(path, join(cache, "release-channels", basename(path)));
    const [path = ""] = kept();
    const { length } = readFileSync(path);
    truncateSync(path, Math.floor(length / 2));
    const store = await openStore({ driver: "pglite" });
    expect((await receive(store.db, entry)).isNew).toBe(true);
    await store.close();
    expect(kept()).toEqual([path]);
    expect(readFileSync(path).length).toBeGreaterThan(Math.floor(length / 2));
  });

  test("is not needed: where nothing can be kept, it is made each time", async () => {
    rmSync(cache, { recursive: true, force: true });
    writeFileSync(cache, "a file, and no folder");
    await (await openStore({ driver: "pglite" })).close();
    expect(readFileSync(cache, "utf8")).toBe("a file, and no folder");
  });
});
