import type { Commit } from "../git/objects.ts";
import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";

const STATUS: Readonly<Record<string, string>> = { A: "added", D: "removed", M: "modified", T: "changed" };
/** "The response may include up to 300 files" on a page, and the sandbox has one. */
const MAX_FILES = 300;

/** The files that a commit changed, against its first parent: GitHub's "diff-entry", without patches. */
export async function changedFiles(
  world: World,
  { git, info }: StoredRepository,
  { oid, parents }: Commit,
): Promise<Record<string, unknown>[]> {
  const [parent] = parents;
  const between = parent === undefined ? ["--root", oid] : [parent, oid];
  const args = ["diff-tree", "-r", "-z", "--no-renames", "--no-commit-id"];
  const raw = fieldsOf(await git.run([...args, "--raw", ...between]));
  const counts = new Map(
    fieldsOf(await git.run([...args, "--numstat", ...between])).map((line) => {
      const [added = "0", removed = "0", path = ""] = line.split("\t");
      return [path, { added: Number(added) || 0, removed: Number(removed) || 0 }] as const;
    }),
  );
  const files: Record<string, unknown>[] = [];
  // Each entry is two fields: `:100644 100644 <before> <after> M`, and the path.
  for (let index = 0; index + 1 < raw.length && files.length < MAX_FILES; index += 2) {
    const [, , before = "", after = "", letter = "M"] = (raw[index] ?? "").split(" ");
    const filename = raw[index + 1] ?? "";
    const { added, removed } = counts.get(filename) ?? { added: 0, removed: 0 };
    const place = `${oid}/${encodeURI(filename)}`;
    files.push({
      sha: letter === "D" ? before : after,
      filename,
      status: STATUS[letter] ?? "modified",
      additions: added,
      deletions: removed,
      changes: added + removed,
      blob_url: `${info.htmlUrl}/blob/${place}`,
      raw_url: `${info.htmlUrl}/raw/${place}`,
      contents_url: `${world.apiUrl}/repos/${info.fullName}/contents/${encodeURI(filename)}?ref=${oid}`,
    });
  }
  return files;
}

function fieldsOf(output: Buffer): readonly string[] {
  return output
    .toString("utf8")
    .split("\0")
    .filter((field) => field !== "");
}
