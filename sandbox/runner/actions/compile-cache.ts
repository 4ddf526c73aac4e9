import { join, sep } from "node:path";
import { STAND_INS } from "../../stand-ins/folder.ts";
import type { JobState } from "../job/state.ts";

/**
 * Where Node keeps the compiled code of an action's script, as variables of its process; none if nobody wants it
 * kept. Node finds it again by the script's path: a stand-in runs in place, and what a repository's commit
 * holds stays in the same place as long as the runner lives. What a job checks out is elsewhere for each job, but
 * always in the same place relative to the job's own link to the cache, which is what a portable one goes by
 * (https://nodejs.org/api/module.html#portability-of-the-compile-cache).
 */
export function compileCache(file: string, job: JobState): Readonly<Record<string, string>> {
  const folder = process.env["NODE_COMPILE_CACHE"];
  if (folder === undefined) return {};
  if (file.startsWith(STAND_INS)) return { NODE_COMPILE_CACHE: folder };
  const { workspace, compileCache: link } = job.workspace;
  return file.startsWith(`${workspace}${sep}`)
    ? { NODE_COMPILE_CACHE: link, NODE_COMPILE_CACHE_PORTABLE: "1" }
    : { NODE_COMPILE_CACHE: join(job.machine.directory, "compile-cache") };
}
