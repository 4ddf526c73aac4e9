/**
 * Writes what has happened to each container and channel, from git, to the file that the release API reads its history
 * from: `node tools/publish/write-history.ts <file>`, in a clone of the release repository with its whole history.
 */
import { execFileSync } from "node:child_process";
import { closeSync, openSync, renameSync, writeSync } from "node:fs";
import type { HistoryHead } from "../../lib/releases/history/history-lines.ts";
import { readHistory } from "./history/read-history.ts";

const [file, directory = "."] = process.argv.slice(2);
if (file === undefined) {
  console.error("Name the file to write: node tools/publish/write-history.ts db/history.jsonl");
  process.exit(2);
}

const git = (...args: readonly string[]): string =>
  execFileSync("git", ["-C", directory, ...args], { encoding: "utf8" }).trim();

const head: HistoryHead = {
  version: 1,
  repository: process.env["GITHUB_REPOSITORY"] ?? originOf(git("remote", "-v")),
  head: git("rev-parse", "HEAD"),
  complete: git("rev-parse", "--is-shallow-repository") === "false",
};
if (!head.complete) {
  console.error("This clone is shallow, so the history begins late: check out with fetch-depth: 0.");
}

const next = `${file}.next`;
const output = openSync(next, "w");
writeSync(output, `${JSON.stringify(head)}\n`);
let lines = 0;
for await (const line of readHistory({
  directory,
  head: head.head,
  database: "db/db.json",
  kustomization: "deployment/kustomization.yaml",
})) {
  writeSync(output, `${JSON.stringify(line)}\n`);
  lines += 1;
}
closeSync(output);
// The server never sees half of a file.
renameSync(next, file);
console.log(`${file}: ${lines} lines, up to ${head.head.slice(0, 7)}`);

/** `owner/name` of the remote that was cloned, over HTTPS or SSH. */
function originOf(remotes: string): string | null {
  return /^origin\s+\S*?[/:]([^/:\s]+\/[^/\s]+?)(?:\.git)?\s+\(fetch\)$/m.exec(remotes)?.[1] ?? null;
}
