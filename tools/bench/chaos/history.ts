import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** A commit of the release repository. */
export interface HistoryCommit {
  readonly oid: string;
  readonly message: string;
  /** The whole of db/db.json in it. */
  readonly database: string;
}

/** The commits of main from this one on, oldest first. */
export async function readHistory(gitDir: string, start: string): Promise<readonly HistoryCommit[]> {
  const git = async (...args: readonly string[]): Promise<string> =>
    (await execute("git", ["--git-dir", gitDir, ...args], { maxBuffer: 2 ** 28 })).stdout;
  const later = (await git("rev-list", "--reverse", `${start}..main`)).trim();
  const oids = [start, ...later.split("\n").filter((oid) => oid !== "")];
  const commits: HistoryCommit[] = [];
  for (const oid of oids) {
    const [message, database] = await Promise.all([
      git("log", "-1", "--format=%B", oid),
      git("show", `${oid}:db/db.json`),
    ]);
    commits.push({ oid, message, database });
  }
  return commits;
}
