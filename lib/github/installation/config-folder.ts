import type { Blob, Tree, TreeEntry } from "@octokit/graphql-schema";
import { alias, fields, flag, fragment, integer, nodes, nullable, text } from "../graphql/reader.ts";

/** The part of a query of a commit that lists its deploy configs: anybody may have written them, and how much is not known. */
export const CONFIG_FOLDER = `configs: file(path: ".deploy") { object { ... on Tree { entries {
  name oid type object { ... on Blob { byteSize isBinary } }
} } } }`;

/** A file of the folder. */
export interface FolderEntry {
  readonly name: string;
  /** The content's id: 40 hex, the same for equal content. */
  readonly blob: string;
  readonly bytes: number;
  readonly isText: boolean;
}

const blob = fields<Partial<Blob>>()({
  byteSize: nullable(integer),
  isBinary: nullable(flag),
});
const entry = fields<TreeEntry>()({
  name: text,
  oid: text,
  type: text,
  object: nullable((value: unknown) => blob(value)),
});
const folder = fields<Tree>()({ entries: nullable((value: unknown) => nodes(entry)(value)) });
const read = alias("configs", nullable(fields<TreeEntry>()({ object: fragment(folder) })));

/** Reads what `CONFIG_FOLDER` asked of a commit; empty where there is no such folder. */
export function configFolder(commit: unknown): readonly FolderEntry[] {
  const entries = read(commit)?.object?.entries ?? [];
  return entries
    .filter(({ type }) => type === "blob")
    .map(({ name, oid, object }) => ({
      name,
      blob: oid,
      bytes: object?.byteSize ?? 0,
      isText: object?.isBinary === false,
    }));
}
