import type { TreeEntry } from "../git/objects.ts";
import type { StoredRepository } from "../repositories.ts";
import type { World } from "../world.ts";

/** Where a file or folder lies: `ref` is the branch, tag or commit it was asked for under. */
export interface ContentLocation {
  readonly repository: StoredRepository;
  readonly path: string;
  readonly ref: string;
}

/** What "content-file", "content-directory" and "file-commit" have in common. `size` is in bytes. */
export function contentShape(
  world: World,
  { repository, path, ref }: ContentLocation,
  entry: TreeEntry,
  size: number,
): Record<string, unknown> {
  const { fullName, htmlUrl } = repository.info;
  const isTree = entry.mode === "40000";
  const self = `${world.apiUrl}/repos/${fullName}/contents/${encodeURI(path)}?ref=${encodeURIComponent(ref)}`;
  const git = `${world.apiUrl}/repos/${fullName}/git/${isTree ? "trees" : "blobs"}/${entry.oid}`;
  const html = `${htmlUrl}/${isTree ? "tree" : "blob"}/${ref}/${encodeURI(path)}`;
  return {
    name: entry.name,
    path,
    sha: entry.oid,
    size,
    url: self,
    html_url: html,
    git_url: git,
    download_url: isTree ? null : `${htmlUrl}/raw/${ref}/${encodeURI(path)}`,
    type: isTree ? "dir" : "file",
    _links: { self, git, html },
  };
}
