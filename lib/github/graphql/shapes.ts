import type { Blob, PageInfo, TreeEntry } from "@octokit/graphql-schema";
import { fields, flag, nullable, text } from "./reader.ts";

/** Of `pageInfo { hasNextPage endCursor }`. */
export const pageInfo = fields<PageInfo>()({ hasNextPage: flag, endCursor: nullable(text) });

/** Of `... on Blob { oid text isTruncated isBinary }`: all null for a folder or a submodule, which come empty. */
const blob = fields<Partial<Blob>>()({
  oid: nullable(text),
  text: nullable(text),
  isTruncated: nullable(flag),
  isBinary: nullable(flag),
});

/** Of `file(path: …) { object { … } }`: null for a path that is not there. */
export const treeEntry = nullable(fields<TreeEntry>()({ object: nullable((value: unknown) => blob(value)) }));
