import type { Blob, Tree, TreeEntry } from "@octokit/graphql-schema";
import { alias, fields, flag, fragment, nodes, nullable, text } from "../graphql/reader.ts";

/** The part of a query of a commit that reads its deploy configs. */
export const CONFIG_FOLDER = `configs: file(path: ".deploy") { object { ... on Tree { entries {
  name oid type object { ... on Blob { text isTruncated isBinary } }
} } } }`;

/** A file of the folder. */
export interface FolderEntry {
  readonly name: string;
  /** The content's id: 40 hex, the same for equal content. */
  readonly blob: string;
  /** Undefined for what is no text, or longer than GraphQL shows: 512,000 bytes. */
  readonly text: string | undefined;
}

const blob = fields<Partial<Blob>>()({
  text: nullable(text),
  isTruncated: nullable(flag),
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
    .map(({ name, oid, object }) => {
      const isWhole = object !== null && object.isBinary !== true && object.isTruncated !== true;
      return { name, blob: oid, text: isWhole ? (object.text ?? undefined) : undefined };
    });
}
