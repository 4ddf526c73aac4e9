/** A global node id in GitHub's style: `R_` and something opaque. Two equal things have equal ids. */
export const nodeId = (kind: string, ...parts: readonly (string | number)[]): string =>
  `${kind}_${Buffer.from(parts.join(":")).toString("base64url")}`;

/** The parts a node id was made of, when it is one of this kind. */
export function partsOfNodeId(kind: string, id: string): string[] | undefined {
  if (!id.startsWith(`${kind}_`)) return undefined;
  return Buffer.from(id.slice(kind.length + 1), "base64url")
    .toString("utf8")
    .split(":");
}
