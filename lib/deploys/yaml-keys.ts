import { isScalar, visit, type Document, type Node } from "yaml";

/**
 * The keys that stand in one map for a second time, in a time that grows with the text. The parser's own check,
 * `uniqueKeys`, compares each key with each: 20,000 of them stop a server for seconds.
 */
export function twofoldKeys(document: Document): readonly Node[] {
  const twofold: Node[] = [];
  visit(document, {
    Map: (_key, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) twofold.push(key);
        seen.add(key.value);
      }
    },
  });
  return twofold;
}
