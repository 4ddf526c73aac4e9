import type { Blob, PageInfo, TreeEntry } from "@octokit/graphql-schema";
import { fields, flag, nullable, text } from "./reader.ts";

/** `pageInfo { hasNextPage endCursor }` */
export const pageInfo = fields<PageInfo>()({ hasNextPage: flag, endCursor: nullable(text) });

/** `... on Blob { oid text isTruncated isBinary }`; all null for a folder or a submodule, whose fragment is empty. */
const blob = fields<Partial<Blob>>()({
  oid: nullable(text),
  text: nullable(text),
  isTruncated: nullable(flag),
  isBinary: nullable(flag),
});

/** `file(path: …) { object { … } }`; null if there is no such file. */
export const treeEntry = nullable(fields<TreeEntry>()({ object: nullable((value: unknown) => blob(value)) }));
